-- Brings the terms of an on-sale into its line.
--
-- Promises: newer terms replace older ones, never the other way; places are kept, also when a closed line opens again.
--
-- KEYS  1 line  2.. every other key of the line
-- ARGV  1 epoch  2 version  3 opens  4 closes, both in ms  5 people a second

local epoch, version = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'version'))
if epoch ~= ARGV[1] or tonumber(version) >= tonumber(ARGV[2]) then return end
redis.call('HSET', KEYS[1],
  'version', ARGV[2], 'opensAt', ARGV[3], 'closesAt', ARGV[4], 'rate', ARGV[5], 'dropsAt', 0)
for _, key in ipairs(KEYS) do redis.call('PERSIST', key) end
