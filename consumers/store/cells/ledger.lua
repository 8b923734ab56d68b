-- How far each partition is in, what stands beside that, and what is counted of an agency.

-- An offset or a version of ours: a number that a double keeps; nil for anything else.
local function whole(text)
  return text and #text <= 15 and string.match(text, '^%d+$') and tonumber(text) or nil
end

local function stored_offset(key, field)
  local text = stored('HGET', key, field)
  local offset = whole(text)
  if text and not offset then error({ err = 'ERR tiendo: foreign content in ' .. key }) end
  return offset
end

-- The partition whose stored offsets are behind the batch's, so that something in between is lost.
-- Cells may be ahead of the ledger, which waits for a refusal: a state of Redis without them must not
-- pass for the one they went into, so what was read has an offset of its own while it is ahead.
local function rolled_back(ledger_key, ahead_key, spans)
  for _, span in ipairs(spans) do
    span.have = stored_offset(ledger_key, span.name)
    span.ahead = stored_offset(ahead_key, span.name)
    span.read = math.max(span.have or span.begin, span.ahead or span.begin)
    if (span.have or span.begin) < span.from or span.read < span.read_from then return span.name end
  end
end

local HOURS = 49 -- the most that a plan may ask for, and the one that is partly within

local function hour_of(field)
  local year, month, day, hour = string.match(field, '^(%d+)-(%d+)-(%d+)T(%d+):')
  return year and tonumber(year .. month .. day .. hour), year and
    { year = tonumber(year), month = tonumber(month), day = tonumber(day), hour = tonumber(hour) }
end

-- Days since 1970-01-01 (Howard Hinnant's civil calendar), for hours on one line.
local function hours_since_1970(at)
  local y, m = at.year, at.month
  if m <= 2 then y, m = y - 1, m + 12 end
  local day = 365 * y + math.floor(y / 4) - math.floor(y / 100) + math.floor(y / 400) +
    math.floor((153 * (m - 3) + 2) / 5) + at.day - 719469
  return day * 24 + at.hour
end

-- Hours older than HOURS before the newest are dropped, when a new one begins.
local function prune(key)
  local fields, newest = redis.call('HKEYS', key), nil
  local hours = {}
  for i, field in ipairs(fields) do
    local _, at = hour_of(field)
    if at then
      hours[i] = hours_since_1970(at)
      if not newest or hours[i] > newest then newest = hours[i] end
    end
  end
  for i, field in ipairs(fields) do
    if hours[i] and hours[i] <= newest - HOURS then redis.call('HDEL', key, field) end
  end
end

-- How far the counts go stands beside them: a batch that was read again may meet a Redis in which some of
-- it is counted.  The ledger could not tell, since counts may come batches later than their beginning.
local function counted_before(span, field)
  local counted = tonumber(redis.call('HGET', span.agency_key, field) or '-1')
  if counted < 0 or counted > (span.have or span.begin) then -- none yet, or of another log
    return span.have and span.have ~= span.from
  end
  return counted > span.counted_from
end

local function count(span)
  local key, new_hour, up_to = span.agency_key, false, '_counted_' .. span.partition
  if #span.counts == 0 or counted_before(span, up_to) then return end
  redis.call('HSET', key, up_to, integer(span.next))
  for _, c in ipairs(span.counts) do
    local sum = redis.call('HINCRBY', key, c.field, c.by)
    new_hour = new_hour or (sum == tonumber(c.by) and hour_of(c.field) ~= nil)
  end
  if new_hour then prune(key) end
  local heard = tonumber(redis.call('HGET', key, 'last_heard_ms') or '0')
  if span.last_heard > heard then redis.call('HSET', key, 'last_heard_ms', integer(span.last_heard)) end
end

local function show_lag(span)
  if span.lag == '-1' then return end
  local key, field = span.agency_key, '_lag_' .. span.partition
  local before = tonumber(redis.call('HGET', key, field) or '0')
  redis.call('HSET', key, field, span.lag)
  redis.call('HINCRBY', key, 'lag', integer(tonumber(span.lag) - before))
end

local function keep_ahead(ahead_key, span)
  local read = math.max(span.read, span.read_next)
  if read > math.max(span.have or span.begin, span.next) then
    if read ~= span.ahead then redis.call('HSET', ahead_key, span.name, integer(read)) end
  elseif span.ahead then
    redis.call('HDEL', ahead_key, span.name)
  end
end

local function advance(ledger_key, marks_key, ahead_key, spans)
  for _, span in ipairs(spans) do
    count(span)
    if not span.have or span.have < span.next then
      redis.call('HSET', ledger_key, span.name, integer(span.next))
      if span.mark ~= '' then redis.call('HSET', marks_key, span.name, span.mark) end
    end
    keep_ahead(ahead_key, span)
    show_lag(span)
  end
end
