-- Calls the next people of a line.
--
-- Promises: any number of replicas may run it at the same moment, without a leader, and together they never call more
-- people than the rate has earned, nor more than operators allow inside or there are free seats for: those called, and those inside who hold no
-- seat yet, count against the free seats. Who came back after a missed call is called first, then everybody in the
-- order of the numbers; leavers are skipped. Nobody is called before the opening, before the draw, after the close, while the
-- line is paused, while nobody knows how many seats are free, or when the line is not the one that the caller knows: another
-- epoch, or one whose numbers went backwards because Redis lost its last writes. A call that is not claimed within
-- two minutes, and a pass that has run out, give their place on. Work a run is bounded, however long the line. What a
-- run did is published to all replicas, who need not run it themselves then.
--
-- KEYS  1 line  2 places  3 left  4 called  5 inside  6 holding  7 passes  8 missed  9 returning  10 recalled  11 holds
--       12 gathering  13 devices  14 takeovers
-- ARGV  1 epoch  2 highest `last`  3 highest `watermark` that the caller has seen in it
--       4 ms after a run within which another one only reads  5 the channel to publish to
-- Reply {'LOST'}, or {'READ' or 'CALLED', snapshot as JSON, people called, 1 when the caller is to ask for free seats}

local CLAIM_MS = 120000
local RETURN_MS = 600000
local CALLS_AT_ONCE = 2000
local SKIPS_AT_ONCE = 5000
local EXPIRIES_AT_ONCE = 2000
local BURST_MS = 1000
local SEATS_KNOWN_FOR_MS = 6000
local ASK_BUSY_MS = 1000
local ASK_IDLE_MS = 3000
local ASK_AHEAD_MS = 10000
local BUCKETS = 64
local KEPT_MS = 7 * 86400000

local lineKey, leftKey, calledKey, insideKey = KEYS[1], KEYS[3], KEYS[4], KEYS[5]
local holdingKey, passesKey, missedKey, returningKey, recalledKey = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local gatheringKey = KEYS[12]

local function integer(number)
  return string.format('%.0f', number)
end

local line, grades = {}, nil
local fields = redis.call('HGETALL', lineKey)
for i = 1, #fields, 2 do
  line[fields[i]] = tonumber(fields[i + 1])
  if fields[i] == 'grades' then grades = cjson.decode(fields[i + 1]) end
end
if line.epoch ~= tonumber(ARGV[1]) or line.last < tonumber(ARGV[2]) or line.watermark < tonumber(ARGV[3]) then
  return { 'LOST' }
end

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)

local function stateNow()
  if now >= line.closesAt then return 'closed' end
  if now < line.opensAt then return 'scheduled' end
  if line.drawn == 0 then return 'paused', 'draw-pending' end
  if now < line.resumesAt or line.gathering == 1 then
    return 'paused', line.resumesAt > 0 and 'line-restarted' or 'draw-pending'
  end
  if line.paused == 1 then return 'paused', 'operator' end
  if now - line.seatsAt > SEATS_KNOWN_FOR_MS then return 'paused', 'seats-unknown' end
  if line.free > 0 then return 'open' end
  if line.held > 0 then return 'all-held' end
  return 'sold-out'
end

local function people()
  local inside = redis.call('ZCARD', insideKey)
  local called = redis.call('ZCARD', calledKey)
  local returning = redis.call('ZCARD', returningKey)
  local waiting = line.last - line.watermark - redis.call('ZCARD', leftKey) + returning
    + redis.call('ZCARD', gatheringKey) + (line.drawn == 0 and line.lobby or 0)
  return inside, called, returning, waiting
end

local function expire()
  local missed = redis.call('ZRANGE', calledKey, '-inf', integer(now), 'BYSCORE', 'LIMIT', 0, EXPIRIES_AT_ONCE)
  for _, number in ipairs(missed) do
    redis.call('ZREM', calledKey, number)
    -- One return each: who misses the second call too has lost the place.
    if redis.call('SREM', recalledKey, number) == 0 then
      redis.call('ZADD', missedKey, integer(now + RETURN_MS), number)
    end
    line.abandoned = line.abandoned + 1
  end
  redis.call('ZREMRANGEBYSCORE', missedKey, '-inf', integer(now))
  local over = redis.call('ZRANGE', insideKey, '-inf', integer(now), 'BYSCORE', 'LIMIT', 0, EXPIRIES_AT_ONCE)
  for _, number in ipairs(over) do
    redis.call('ZREM', insideKey, number)
    redis.call('HDEL', holdingKey, number)
    redis.call('HDEL', passesKey, number)
  end
end

-- The rate in use: less than the one that was set while reservations are slow or fail.
local function rate()
  return math.max(1, math.floor(line.rate * line.ease))
end

-- Micro-people: microseconds times people a second, exact as an integer.
local function earn(state)
  if state == 'open' then
    local since = math.max(line.tokensAt, line.opensAt * 1000, line.resumesAt * 1000)
    local earned = math.max(0, micros - since) * rate()
    line.tokens = math.min(line.tokens + earned, rate() * BURST_MS * 1000)
  else
    line.tokens = 0
  end
  line.tokensAt = micros
  return math.floor(line.tokens / 1000000)
end

local function call(budget)
  local calls = 0
  local claimBy = integer(now + CLAIM_MS)
  for _, number in ipairs(redis.call('ZRANGE', returningKey, 0, budget - 1)) do
    redis.call('ZREM', returningKey, number)
    redis.call('SADD', recalledKey, number)
    redis.call('ZADD', calledKey, claimBy, number)
    line.recalls = line.recalls + 1
    calls = calls + 1
  end
  local leavers = redis.call('ZCARD', leftKey)
  local skips = 0
  while calls < budget and line.watermark < line.last and skips < SKIPS_AT_ONCE do
    line.watermark = line.watermark + 1
    local number = integer(line.watermark)
    if leavers > 0 and redis.call('ZREM', leftKey, number) == 1 then
      leavers = leavers - 1
      skips = skips + 1
    else
      redis.call('ZADD', calledKey, claimBy, number)
      calls = calls + 1
    end
  end
  return calls
end

local function histogram()
  local width = 1
  while width * BUCKETS < line.last - line.watermark do width = width * 2 end
  local counts, used = {}, 0
  if redis.call('ZCARD', leftKey) > 0 then
    for i = 1, BUCKETS do
      local from = line.watermark + (i - 1) * width
      if from >= line.last then break end
      counts[i] = redis.call('ZCOUNT', leftKey, '(' .. integer(from), integer(from + width))
      if counts[i] > 0 then used = i end
    end
  end
  local left = {}
  for i = 1, used do left[i] = counts[i] end
  return width, used > 0 and left or nil
end

local function snapshot(state, reason)
  local inside, called, returning, waiting = people()
  local leftBucket, left = histogram()
  return cjson.encode({
    now = now, epoch = line.epoch, step = line.step, version = line.version, state = state, reason = reason,
    opensAt = line.opensAt, watermark = line.watermark, last = line.last, ceiling = line.ceiling,
    leftBucket = leftBucket, left = left, returning = returning, recalls = line.recalls,
    lobby = line.lobby, drawn = line.drawn == 1, gathering = line.gathering == 1, resumesAt = line.resumesAt,
    calls = line.calls, grades = grades, seatsFree = line.free, seatsHeld = line.held,
    ease = line.ease, abandoned = line.abandoned, waiting = waiting, called = called, inside = inside,
  })
end

local state, reason = stateNow()
local since = now - line.steppedAt
if since >= 0 and since < tonumber(ARGV[4]) then
  return { 'READ', snapshot(state, reason), 0, 0 }
end

expire()
local inside, called = people()
local room = line.free - (inside - redis.call('HLEN', holdingKey)) - called
if line.cap >= 0 then room = math.min(room, line.cap - inside - called) end
local budget = math.min(earn(state), room, CALLS_AT_ONCE)
local calls = budget > 0 and call(budget) or 0
line.tokens = line.tokens - calls * 1000000
line.calls = line.calls + calls

local ask = 0
if state ~= 'closed' and now >= line.opensAt - ASK_AHEAD_MS and now >= line.askAt then
  local _, stillCalled, _, waiting = people()
  ask = 1
  line.askAt = now + (inside + stillCalled + waiting > 0 and ASK_BUSY_MS or ASK_IDLE_MS)
end
if state == 'closed' and line.dropsAt == 0 then
  line.dropsAt = now + KEPT_MS
  for _, key in ipairs(KEYS) do redis.call('PEXPIREAT', key, integer(line.dropsAt)) end
end

line.step = line.step + 1
redis.call('HSET', lineKey,
  'watermark', integer(line.watermark), 'recalls', integer(line.recalls), 'step', integer(line.step),
  'steppedAt', integer(now), 'tokens', integer(line.tokens), 'tokensAt', integer(micros),
  'calls', integer(line.calls), 'askAt', integer(line.askAt),
  'dropsAt', integer(line.dropsAt), 'abandoned', integer(line.abandoned))
local news = snapshot(state, reason)
redis.call('SPUBLISH', ARGV[5], news)
return { 'CALLED', news, calls, ask }
