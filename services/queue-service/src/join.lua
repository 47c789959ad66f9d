-- Gives a person a place at the end of a line, once.
--
-- Promises: one person has one place, and asking again gives the same number for as long as it is worth something; no
-- number is given twice. Who missed a call and comes back in time keeps the number and is called again, before others.
-- Whose turn is over starts anew at the end. No number is given above the ceiling, which PostgreSQL knows, so that an
-- epoch after a loss can begin above every number. While people are gathered, for a draw or after a loss, whoever comes
-- stands behind those with a rank or an old number, and all get their numbers together.
--
-- KEYS  1 line  2 places  3 called  4 inside  5 missed  6 returning  7 gathering
-- ARGV  1 epoch  2 highest `last` that the caller has seen in it  3 person
-- Reply {'LOST'}, {'CLOSED'}, {'DRAINING'}, {'SOLD_OUT'}, {'CEILING', ceiling}, {'KEPT', number}, {'GATHERED'}
--       or {'JOINED', number}

-- Above every rank and every number.
local ARRIVALS_FROM = 2 ^ 48

local epoch, last, watermark, ceiling, closesAt, seatsAt, free, held, gathering, draining = unpack(redis.call('HMGET',
  KEYS[1], 'epoch', 'last', 'watermark', 'ceiling', 'closesAt', 'seatsAt', 'free', 'held', 'gathering', 'draining'))
if epoch ~= ARGV[1] or tonumber(last) < tonumber(ARGV[2]) then return { 'LOST' } end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now >= tonumber(closesAt) then return { 'CLOSED' } end

local number = redis.call('HGET', KEYS[2], ARGV[3])
if number then
  if
    tonumber(number) > tonumber(watermark)
    or redis.call('ZSCORE', KEYS[3], number)
    or redis.call('ZSCORE', KEYS[4], number)
    or redis.call('ZSCORE', KEYS[6], number)
  then
    return { 'KEPT', tonumber(number) }
  end
  local returnBy = redis.call('ZSCORE', KEYS[5], number)
  if returnBy and tonumber(returnBy) > now then
    redis.call('ZREM', KEYS[5], number)
    redis.call('ZADD', KEYS[6], number, number)
    return { 'KEPT', tonumber(number) }
  end
end

if draining == '1' then return { 'DRAINING' } end
if tonumber(seatsAt) > 0 and tonumber(free) <= 0 and tonumber(held) <= 0 then return { 'SOLD_OUT' } end
if gathering == '1' then
  if not redis.call('ZSCORE', KEYS[7], ARGV[3]) then
    local arrival = redis.call('HINCRBY', KEYS[1], 'arrivals', 1)
    redis.call('ZADD', KEYS[7], string.format('%.0f', ARRIVALS_FROM + arrival), ARGV[3])
  end
  return { 'GATHERED' }
end
if tonumber(last) >= tonumber(ceiling) then return { 'CEILING', tonumber(ceiling) } end
number = redis.call('HINCRBY', KEYS[1], 'last', 1)
redis.call('HSET', KEYS[2], ARGV[3], number)
return { 'JOINED', number }
