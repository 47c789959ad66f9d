-- Brings the terms of an on-sale into its line, and what operators have set.
--
-- Promises: newer terms replace older ones, never the other way; places are kept, also when a closed line opens again.
-- When passes are revoked, everybody inside is called again, before others.
--
-- KEYS  1 line  2 places  3 left  4 called  5 inside  6 holding  7 passes  8 missed  9 returning  10.. the other keys
-- ARGV  1 epoch  2 version  3 opens  4 closes, both in ms  5 people a second  6 1 when paused  7 1 when nobody joins
--       8 people called and inside at most, -1 without a limit  9 the instant before which passes are worth nothing, in ms

local epoch, version, passesFrom = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'version', 'passesFrom'))
if epoch ~= ARGV[1] or tonumber(version) >= tonumber(ARGV[2]) then return end
redis.call('HSET', KEYS[1],
  'version', ARGV[2], 'opensAt', ARGV[3], 'closesAt', ARGV[4], 'rate', ARGV[5], 'paused', ARGV[6], 'draining', ARGV[7],
  'cap', ARGV[8], 'passesFrom', ARGV[9], 'dropsAt', 0)
if tonumber(ARGV[9]) > tonumber(passesFrom) then
  for _, number in ipairs(redis.call('ZRANGE', KEYS[5], 0, -1)) do redis.call('ZADD', KEYS[9], number, number) end
  redis.call('DEL', KEYS[5], KEYS[6], KEYS[7])
end
for _, key in ipairs(KEYS) do redis.call('PERSIST', key) end
