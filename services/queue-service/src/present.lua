-- Says where people stand who show a ticket, and puts those back whose line was lost.
--
-- Promises: a ticket of an epoch that is over gives its holder the place that it proves, in the order of the old numbers:
-- among all who come while people are awaited, and before everybody afterwards, called as one who returns. Showing it
-- again changes nothing. Who holds the place by another device is told which device has it.
--
-- KEYS  1 line  2 places  3 devices  4 gathering  5 returning
-- ARGV  1 epoch  2.. person, device and the old number, again and again; 0 when the ticket proves no order, 'arrived' when
--       its holder was waiting for a number without a rank
-- Reply 'LOST', or number (0 while there is none) and device, again and again

-- As in join.lua.
local ARRIVALS_FROM = 2 ^ 48

local epoch, gathering = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'gathering'))
if epoch ~= ARGV[1] then return 'LOST' end
local reply = {}
for i = 2, #ARGV, 3 do
  local person, device, old = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  redis.call('HSETNX', KEYS[3], person, device)
  local number = redis.call('HGET', KEYS[2], person)
  if not number and old == 'arrived' then
    if gathering == '1' and not redis.call('ZSCORE', KEYS[4], person) then
      local arrival = redis.call('HINCRBY', KEYS[1], 'arrivals', 1)
      redis.call('ZADD', KEYS[4], string.format('%.0f', ARRIVALS_FROM + arrival), person)
    end
  elseif not number and old ~= '0' then
    if gathering == '1' then
      redis.call('ZADD', KEYS[4], 'LT', old, person)
    elseif not redis.call('ZSCORE', KEYS[5], old) then
      redis.call('HSET', KEYS[2], person, old)
      redis.call('ZADD', KEYS[5], old, old)
      number = old
    end
  end
  reply[#reply + 1] = tonumber(number or 0)
  reply[#reply + 1] = redis.call('HGET', KEYS[3], person)
end
return reply
