-- Notes that somebody inside holds seats.
--
-- Promises: their place inside is free for the next person, since their seats are not free any more; the seats count as
-- taken at once, before reservation-service is asked again. The same event again, or after the end of the same hold,
-- changes nothing.
--
-- KEYS  1 line  2 places  3 inside  4 holding  5 holds
-- ARGV  1 epoch  2 reservation  3 person  4 seats

local epoch, free = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'free'))
if epoch ~= ARGV[1] or redis.call('HSETNX', KEYS[5], ARGV[2], 'held') == 0 then return end
redis.call('HSET', KEYS[1], 'free', string.format('%.0f', math.max(0, tonumber(free) - tonumber(ARGV[4]))))
local number = redis.call('HGET', KEYS[2], ARGV[3])
if number and redis.call('ZSCORE', KEYS[3], number) then redis.call('HINCRBY', KEYS[4], number, 1) end
