-- Gives numbers to those gathered.
--
-- Promises: numbers are given in the order in which people stand, without a gap, once, however many replicas do it at
-- once; nobody is gathered any more when all have theirs. Nothing is given before the draw, nor while people are still
-- awaited after a loss, nor above the ceiling. Work a run is bounded.
--
-- KEYS  1 line  2 places  3 gathering  4 left
-- ARGV  1 epoch  2 how many at most
-- Reply {'LOST'}, {'NOT_YET'}, {'CEILING', ceiling}, {'MORE'} or {'DONE'}

local epoch, drawn, gathering, resumesAt, last, ceiling =
  unpack(redis.call('HMGET', KEYS[1], 'epoch', 'drawn', 'gathering', 'resumesAt', 'last', 'ceiling'))
if epoch ~= ARGV[1] then return { 'LOST' } end
if gathering == '0' then return { 'DONE' } end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if drawn ~= '1' or now < tonumber(resumesAt) then return { 'NOT_YET' } end

local room = math.min(tonumber(ARGV[2]), tonumber(ceiling) - tonumber(last))
if room <= 0 and redis.call('ZCARD', KEYS[3]) > 0 then return { 'CEILING', tonumber(ceiling) } end
local number = tonumber(last)
local first = room > 0 and redis.call('ZPOPMIN', KEYS[3], room) or {}
for i = 1, #first, 2 do
  local member = first[i]
  if string.sub(member, 1, 5) == 'left:' then
    number = number + 1
    redis.call('ZADD', KEYS[4], number, string.format('%.0f', number))
  elseif redis.call('HEXISTS', KEYS[2], member) == 0 then
    number = number + 1
    redis.call('HSET', KEYS[2], member, string.format('%.0f', number))
  end
end
redis.call('HSET', KEYS[1], 'last', string.format('%.0f', number))
if redis.call('ZCARD', KEYS[3]) > 0 then return { 'MORE' } end
redis.call('HSET', KEYS[1], 'gathering', 0)
return { 'DONE' }
