-- Binds a person's place to a device.
--
-- Promises: one device has the place; another takes it over by asking, so many times an hour, and every replica hears
-- that it did.
--
-- KEYS  1 line  2 devices  3 takeovers
-- ARGV  1 epoch  2 person  3 device  4 takeovers an hour  5 the channel to tell of it
-- Reply {'LOST'}, {'HAS_IT'}, {'TAKEN_OVER'} or {'TOO_OFTEN', ms until it may}

local HOUR_MS = 3600000

if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return { 'LOST' } end
local person, device = ARGV[2], ARGV[3]
if redis.call('HSETNX', KEYS[2], person, device) == 1 or redis.call('HGET', KEYS[2], person) == device then
  return { 'HAS_IT' }
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local recent = {}
for at in string.gmatch(redis.call('HGET', KEYS[3], person) or '', '%d+') do
  if tonumber(at) > now - HOUR_MS then recent[#recent + 1] = at end
end
if #recent >= tonumber(ARGV[4]) then return { 'TOO_OFTEN', tonumber(recent[1]) + HOUR_MS - now } end
recent[#recent + 1] = string.format('%.0f', now)
redis.call('HSET', KEYS[3], person, table.concat(recent, ' '))
redis.call('HSET', KEYS[2], person, device)
redis.call('SPUBLISH', ARGV[5], cjson.encode({ person = person, device = device }))
return { 'TAKEN_OVER' }
