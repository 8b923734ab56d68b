--[[ verdicts - verdicts, alerts and what of them was delivered (design 4 and 6).

One call commits everything that follows from one indicator (or agency, or partition): its targets'
verdicts, the states of all alerts of those and of its own, an entry in the stream for each
transition, and the end of its dirty mark.  It is accepted only if verdicts and alerts still are what
the caller saw (_revision): two alerters side by side make each transition once.  Totals are not
compared: what changes them leaves a new dirty mark, and is judged next.

Each hash ends in a seal (_seal), the digest of its other fields: so what somebody else wrote into it
is found.  A verdict is then written anew; an alert refuses the call (CORRUPT) until it is put back
from what Kafka and the stream know of it (restore), since a number of a transition that is made up
would be taken for another one's.

Everything that may fail is read and checked before the first write. ]]

local KEPT = 10000 -- entries of the stream; those no destination has yet come on top
local SLACK = 500  -- trimmed when it is longer by that many
local DAY_MS = 86400000
local GONE_MS = 7 * DAY_MS -- a destination that nobody has delivered to for that long is not waited for

-- name, value, name, value, ... of a call; '' stands for a field that is not there.
local function read_pairs(next_arg)
  local list = {}
  for i = 1, 2 * tonumber(next_arg()) do list[i] = next_arg() end
  return list
end

-- A number of at most 15 digits, as doubles keep it; 0 for anything else.
local function number_of(text)
  if not text or #text > 15 or not string.match(text, '^%d+$') then return 0 end
  return tonumber(text)
end

-- ---- hashes with a revision and a seal ------------------------------------------------------

local function seal_of(fields)
  local names, words = {}, {}
  for name in pairs(fields) do
    if name ~= '_seal' then names[#names + 1] = name end
  end
  table.sort(names)
  for i, name in ipairs(names) do
    words[2 * i - 1] = #name .. ':' .. name
    words[2 * i] = #fields[name] .. ':' .. fields[name]
  end
  return redis.sha1hex(table.concat(words))
end

-- What a key holds: its fields, its revision, and whether that is as we left it.
local function look(key)
  local reply = redis.pcall('HGETALL', key)
  if reply.err then
    if not string.find(reply.err, 'WRONGTYPE', 1, true) then error({ err = reply.err }) end
    return { fields = {}, revision = 0, sound = false }
  end
  local fields = {}
  for i = 1, #reply, 2 do fields[reply[i]] = reply[i + 1] end
  return {
    fields = fields, revision = number_of(fields._revision),
    sound = #reply == 0 or fields._seal == seal_of(fields),
  }
end

local UNCOUNTED = { as_of = true } -- a day later with the same verdict is no change

-- Makes a hash hold what the list says (and `more`, set only where something changed) and nothing
-- else; true when that was more than the date.
local function put(key, have, list, more)
  local fields, set, gone, changed = {}, {}, {}, false
  if not have.sound then redis.call('DEL', key) end
  local old = have.sound and have.fields or {}
  for i = 1, #list, 2 do
    local name, want = list[i], list[i + 1]
    if want ~= '' then fields[name] = want end
    changed = changed or ((old[name] or '') ~= want and not UNCOUNTED[name])
  end
  changed = changed or not have.sound
  for name, value in pairs(more or {}) do fields[name] = changed and value or old[name] end
  if next(fields) or next(old) then -- what was there once keeps its revision
    fields._revision = integer(have.revision + (changed and 1 or 0))
    fields._seal = seal_of(fields)
  end
  for name, value in pairs(fields) do
    if old[name] ~= value then
      set[#set + 1] = name
      set[#set + 1] = value
    end
  end
  for name in pairs(old) do
    if not fields[name] then gone[#gone + 1] = name end
  end
  if #gone > 0 then redis.call('HDEL', key, unpack(gone)) end
  if #set > 0 then redis.call('HSET', key, unpack(set)) end
  return changed
end

-- ---- judging --------------------------------------------------------------------------------

local function caught_up(ledger, ends)
  local list = redis.pcall('HGETALL', ends)
  if list.err then return false end -- another type: it is reported, and the aggregator's to mend
  for i = 1, #list, 2 do
    local have = redis.pcall('HGET', ledger, list[i])
    if type(have) == 'table' or number_of(have or '0') < number_of(list[i + 1]) then return false end
  end
  return #list > 0
end

local function read_verdict(next_arg, next_key)
  return { key = next_key(), target = next_arg(), revision = tonumber(next_arg()), pairs = read_pairs(next_arg) }
end

local function read_alert(next_arg, next_key)
  local row = {
    key = next_key(), subject = next_arg(), revision = tonumber(next_arg()),
    pairs = read_pairs(next_arg), entries = {},
  }
  for i = 1, tonumber(next_arg()) do row.entries[i] = read_pairs(next_arg) end
  return row
end

local function read_rows(next_arg, next_key, read)
  local rows = {}
  for i = 1, tonumber(next_arg()) do rows[i] = read(next_arg, next_key) end
  return rows
end

-- The place is told of each row that is not as we left it; conflict: of another revision.
local function compare(rows)
  local strange, conflict = {}, false
  for _, row in ipairs(rows) do
    row.have = look(row.key)
    if not row.have.sound then strange[#strange + 1] = row.key end
    conflict = conflict or row.have.revision ~= row.revision
  end
  return strange, conflict
end

local function write_verdict(row, held, now_ms, news)
  row.pairs[#row.pairs + 1] = 'catching_up'
  row.pairs[#row.pairs + 1] = held and '1' or '0'
  if put(row.key, row.have, row.pairs, { updated_ms = now_ms }) then
    news[#news + 1] = 'target'
    news[#news + 1] = row.target
  end
end

local function write_alert(row, alerts, news)
  put(row.key, row.have, row.pairs)
  for _, entry in ipairs(row.entries) do
    redis.call('XADD', alerts, '*', unpack(entry))
    news[#news + 1] = 'alert'
    news[#news + 1] = row.subject
  end
  return #row.entries
end

local function tell(updates, news)
  if #news > 0 then redis.call('XADD', updates, 'MAXLEN', '~', '10000', '*', unpack(news)) end
end

--[[ KEYS dirty updates alerts ledger ends, then each verdict's hash, then each alert's
     ARGV indicator (or "") token ("": none) now_ms quiet ("1": verdicts only),
          verdicts: n, then target revision pairs,
          alerts: n, then subject revision pairs, and the stream's entries: n, then the pairs of each
            pairs: n, then name value
     Replies OK transitions | HELD 0 (no transition was made, as Redis is catching up or it is to be
     quiet), both followed by the keys of verdicts that were not as we left them and are written anew |
     CORRUPT key ... (alerts that are not; nothing was written) | CONFLICT (nothing was written) ]]
local function judge(keys, args)
  local next_key, next_arg = reader(keys), reader(args)
  local dirty, updates, alerts, ledger, ends = next_key(), next_key(), next_key(), next_key(), next_key()
  local indicator, token, now_ms, quiet = next_arg(), next_arg(), next_arg(), next_arg()
  local verdict_rows = read_rows(next_arg, next_key, read_verdict)
  local alert_rows = read_rows(next_arg, next_key, read_alert)

  local held = quiet == '1' or not caught_up(ledger, ends)
  local mended, conflict = compare(verdict_rows)
  if conflict then return { 'CONFLICT' } end
  if not held then
    local corrupt
    corrupt, conflict = compare(alert_rows)
    if #corrupt > 0 then return { 'CORRUPT', unpack(corrupt) } end
    if conflict then return { 'CONFLICT' } end
  end
  local mark = token ~= '' and stored('HGET', dirty, indicator)
  stored('XLEN', updates)
  stored('XLEN', alerts)

  local transitions, news = 0, {}
  for _, row in ipairs(verdict_rows) do write_verdict(row, held, now_ms, news) end
  for _, row in ipairs(held and {} or alert_rows) do transitions = transitions + write_alert(row, alerts, news) end
  tell(updates, news)
  if mark and mark == token then redis.call('HDEL', dirty, indicator) end
  return { held and 'HELD' or 'OK', transitions, unpack(mended) }
end

-- ---- acknowledging --------------------------------------------------------------------------

--[[ KEYS alert updates alerts   ARGV subject sequence raised_for, pairs of the alert, pairs of the entry
     Of the alert that fires and was raised for that, since that transition, and that nobody has
     acknowledged yet: OK | IGNORED | CORRUPT key ]]
local function acknowledge(keys, args)
  local next_arg = reader(args)
  local subject, sequence, raised_for = next_arg(), next_arg(), next_arg()
  local more, entry = read_pairs(next_arg), read_pairs(next_arg)
  local have = look(keys[1])
  if not have.sound then return { 'CORRUPT', keys[1] } end
  local fields = have.fields
  if fields.state ~= 'firing' or fields.sequence ~= sequence or fields.raised_for ~= raised_for or
     fields.acknowledged_by then
    return { 'IGNORED' }
  end
  stored('XLEN', keys[2])
  stored('XLEN', keys[3])
  local list = {}
  for name, value in pairs(fields) do
    if name ~= '_seal' and name ~= '_revision' then
      list[#list + 1] = name
      list[#list + 1] = value
    end
  end
  for _, word in ipairs(more) do list[#list + 1] = word end
  put(keys[1], have, list)
  redis.call('XADD', keys[3], '*', unpack(entry))
  tell(keys[2], { 'alert', subject })
  return { 'OK' }
end

-- ---- delivering -----------------------------------------------------------------------------

local function id_parts(id)
  local ms, n = string.match(id, '^(%d+)%-(%d+)$')
  return tonumber(ms), tonumber(n)
end

local function id_before(x, y)
  local xm, xn = id_parts(x)
  local ym, yn = id_parts(y)
  if xm ~= ym then return xm < ym end
  return xn < yn
end

local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- Of a destination, in the hash: <name> its cursor; <name>_owner and <name>_until_ms the lease, of
-- which the second stays when it is given back: when somebody last delivered there.
local function cursor_of(delivery, destination)
  local cursor = stored('HGET', delivery, destination) or '0-0'
  local ms = id_parts(cursor)
  return ms and ms < now_ms() + DAY_MS and cursor or '0-0' -- what is no id of ours: all of it again
end

--[[ KEYS delivery alerts   ARGV destination owner lease_ms
     The right to deliver, for that long: OK cursor last_id | HELD by another. ]]
local function lease(keys, args)
  local delivery, destination = keys[1], args[1]
  local owner = stored('HGET', delivery, destination .. '_owner')
  local until_ms = number_of(stored('HGET', delivery, destination .. '_until_ms'))
  local now = now_ms()
  local held = until_ms > now and until_ms < now + DAY_MS -- longer is no lease of ours
  if owner and owner ~= args[2] and held then return { 'HELD' } end
  local last = stored('XREVRANGE', keys[2], '+', '-', 'COUNT', 1)
  local cursor = cursor_of(delivery, destination)
  redis.call('HSET', delivery, destination, cursor, destination .. '_owner', args[2],
    destination .. '_until_ms', integer(now + tonumber(args[3])))
  return { 'OK', cursor, last[1] and last[1][1] or '0-0' }
end

--[[ KEYS delivery   ARGV destination owner   Gives the right back. ]]
local function release(keys, args)
  if stored('HGET', keys[1], args[1] .. '_owner') == args[2] then
    redis.call('HDEL', keys[1], args[1] .. '_owner')
    redis.call('HSET', keys[1], args[1] .. '_until_ms', integer(now_ms()))
  end
  return { 'OK' }
end

-- Whether it is still delivered to: one that was taken out of the configuration is not.
local function is_wanted(delivery, destination, now)
  local until_ms = tonumber(redis.call('HGET', delivery, destination .. '_until_ms') or '')
  return not until_ms or until_ms + GONE_MS > now
end

-- The cursor of the slowest destination.
local function slowest(delivery)
  local list, least, now = redis.call('HGETALL', delivery), nil, now_ms()
  for i = 1, #list, 2 do
    if string.match(list[i + 1], '^%d+%-%d+$') and (not least or id_before(list[i + 1], least)) and
       is_wanted(delivery, list[i], now) then
      least = list[i + 1]
    end
  end
  return least or '0-0'
end

local function trim(delivery, alerts)
  if redis.call('XLEN', alerts) <= KEPT + SLACK then return end
  local waiting = redis.call('XRANGE', alerts, '(' .. slowest(delivery), '+', 'COUNT', KEPT + 1)
  if #waiting <= KEPT then redis.call('XTRIM', alerts, 'MAXLEN', KEPT) end
end

--[[ KEYS delivery alerts   ARGV destination id   The cursor, only forward. ]]
local function delivered(keys, args)
  local delivery, alerts, destination, id = keys[1], keys[2], args[1], args[2]
  stored('XLEN', alerts)
  if id_before(cursor_of(delivery, destination), id) then redis.call('HSET', delivery, destination, id) end
  trim(delivery, alerts)
  return { 'OK' }
end

-- ---- restoring ------------------------------------------------------------------------------

local HASHES, STREAMS = { delivery = 'hash', dirty = 'hash' }, { alerts = 'stream', updates = 'stream' }

--[[ KEYS delivery dirty alerts updates   Removes those that hold something of another type; replies
     which ("delivery" ...). ]]
local function mend(keys)
  local mended = {}
  for _, key in ipairs(keys) do
    local name = string.match(key, '[^:]*$')
    local found = redis.call('TYPE', key).ok
    if found ~= 'none' and found ~= (HASHES[name] or STREAMS[name]) then
      redis.call('DEL', key)
      mended[#mended + 1] = name
    end
  end
  return mended
end

--[[ KEYS delivery, then alerts' hashes   ARGV now_ms ("": more is to come), then per alert sequence (0: none
     is known), pairs: n, then name value
     Puts back the alerts that are not there, are older, or are not as we left them (of which none is
     known, they are removed), and says in delivery that it was done.  Replies OK restored, then the keys
     that were not as we left them. ]]
local function restore(keys, args)
  local next_arg = reader(args)
  local at, rows, strange = next_arg(), {}, {}
  for i = 2, #keys do
    local row = { key = keys[i], sequence = tonumber(next_arg()), pairs = read_pairs(next_arg), have = look(keys[i]) }
    if not row.have.sound then strange[#strange + 1] = row.key end
    if not row.have.sound or number_of(row.have.fields.sequence) < row.sequence then rows[#rows + 1] = row end
  end
  stored('HLEN', keys[1])
  for _, row in ipairs(rows) do put(row.key, row.have, row.pairs) end
  if at ~= '' then redis.call('HSET', keys[1], 'restored_ms', at) end
  return { 'OK', #rows, unpack(strange) }
end

redis.register_function('tiendo_judge_2', judge)
redis.register_function('tiendo_lease_1', lease)
redis.register_function('tiendo_release_1', release)
redis.register_function('tiendo_delivered_1', delivered)
redis.register_function('tiendo_restore_1', restore)
redis.register_function('tiendo_acknowledge_1', acknowledge)
redis.register_function('tiendo_mend_1', mend)
