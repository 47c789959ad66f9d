-- Raises the ceiling of a line's numbers to what PostgreSQL has set aside for it.
--
-- Promises: the ceiling never falls.
--
-- KEYS  1 line
-- ARGV  1 epoch  2 ceiling

local epoch, ceiling = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'ceiling'))
if epoch == ARGV[1] and tonumber(ceiling) < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], 'ceiling', ARGV[2]) end
