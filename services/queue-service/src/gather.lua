-- Gathers people whose order was drawn.
--
-- Promises: everybody stands where the draw put them, before whoever came after the lobby had closed; doing it again, or
-- twice at once, changes nothing, and nothing happens once numbers are given. With `done` the draw is complete.
--
-- KEYS  1 line  2 places  3 gathering
-- ARGV  1 epoch  2 1 when these are the last  3.. rank and member, again and again; a member is a person, or
--       'left:<rank>' for one who gave the place up
-- Reply 'LOST', 'DONE' when the line knew the draw already, or 'GATHERED'

local epoch, drawn = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'drawn'))
if epoch ~= ARGV[1] then return 'LOST' end
if drawn == '1' then return 'DONE' end
for i = 3, #ARGV, 2 do
  if redis.call('HEXISTS', KEYS[2], ARGV[i + 1]) == 0 then redis.call('ZADD', KEYS[3], 'LT', ARGV[i], ARGV[i + 1]) end
end
if ARGV[2] == '1' then redis.call('HSET', KEYS[1], 'drawn', 1) end
return 'GATHERED'
