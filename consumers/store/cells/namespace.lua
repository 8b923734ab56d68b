-- What belongs to a plan version as a whole; and what others wrote into it.

local NAMESPACE = { 'plan_sha256', 'cell_format', 'cluster_id' }

local function seal_of(values)
  return redis.sha1hex(table.concat(values, ' ', 1, #NAMESPACE))
end

local function is_hash(key)
  local found = redis.call('TYPE', key).ok
  return found == 'hash' or found == 'none'
end

-- What meta holds, and whether one of us left it so.  Of what somebody else wrote only the digest of
-- another plan counts: two plans in one namespace would be worse than a stop.
local function look_at_meta(meta, wanted)
  if not is_hash(meta) then return nil, false end
  local have = redis.call('HMGET', meta, 'plan_sha256', 'cell_format', 'cluster_id', '_seal')
  local sound = have[1] and have[2] and have[3] and have[4] == seal_of(have)
  for i, want in ipairs(wanted) do
    local counts = sound or (i == 1 and have[i] and string.match(have[i], '^%x+$') and #have[i] == 64)
    if counts and have[i] ~= want then return { 'DIFFERS', NAMESPACE[i], have[i] }, false end
  end
  return nil, sound
end

-- Removes a hash of offsets of which something is none, all of it; true where it did.
local function mend_offsets(key)
  local foreign = not is_hash(key)
  local list = foreign and {} or redis.call('HVALS', key)
  for _, text in ipairs(list) do foreign = foreign or not whole(text) end
  if foreign then redis.call('DEL', key) end
  return foreign
end

--[[ KEYS meta marks ledger ahead ends   ARGV plan_sha256 cell_format cluster_id
     Takes the plan version's namespace, or finds it taken: OK, 1 where there are ends, then the keys that
     held what none of us wrote: meta is written anew, what holds offsets is removed, as though it had
     been lost | DIFFERS field stored ]]
local function open(keys, args)
  local meta, marks = keys[1], keys[2]
  local differs, sound = look_at_meta(meta, args)
  if differs then return differs end
  local strange = {}
  if not sound then
    if redis.call('DEL', meta) == 1 then strange[1] = meta end
    for i, name in ipairs(NAMESPACE) do redis.call('HSET', meta, name, args[i]) end
    redis.call('HSET', meta, '_seal', seal_of(args))
  end
  if not is_hash(marks) then
    redis.call('DEL', marks)
    strange[#strange + 1] = marks
  end
  for i = 3, #keys do
    if mend_offsets(keys[i]) then strange[#strange + 1] = keys[i] end
  end
  return { 'OK', redis.call('EXISTS', keys[#keys]), unpack(strange) }
end

--[[ KEYS ledger marks ahead gap   ARGV name expected next begin end why now_ms
     Compare-and-reset of one partition whose log is another one now: OK | CHANGED ]]
local function reset(keys, args)
  local ledger, marks, ahead, gap = keys[1], keys[2], keys[3], keys[4]
  local name, expected, next_offset = args[1], args[2], args[3]
  if stored('HGET', ledger, name) ~= expected then return { 'CHANGED' } end
  stored('HLEN', marks)
  stored('HLEN', ahead)
  stored('HLEN', gap)
  redis.call('HSET', ledger, name, next_offset)
  redis.call('HDEL', marks, name)
  redis.call('HDEL', ahead, name)
  redis.call('HSET', gap, 'why', args[6], 'ledger', expected, 'reset_to', next_offset,
    'begin', args[4], 'end', args[5], 'at_unix_ms', args[7])
  return { 'OK' }
end

--[[ KEYS ends   ARGV name end owned, repeatedly.  What another member owns is only filled in. ]]
local function ends(keys, args)
  for i = 1, #args, 3 do
    redis.call(args[i + 2] == '1' and 'HSET' or 'HSETNX', keys[1], args[i], args[i + 1])
  end
  return { 'OK' }
end

--[[ KEYS ledger ends   Replies 1 when the ledger has reached every end, else 0; 0 without ends. ]]
local function caught_up(keys)
  local list = redis.call('HGETALL', keys[2])
  for i = 1, #list, 2 do
    local have, want = whole(redis.call('HGET', keys[1], list[i]) or '0'), whole(list[i + 1])
    if not have or not want or have < want then return 0 end
  end
  return #list > 0 and 1 or 0
end

--[[ KEYS current   ARGV version gone ("": none)
     Only moves up; but what names no version, or the one that is `gone`, counts as absent.  Replies OK, and
     whether it held such a thing. ]]
local function current(keys, args)
  local have = redis.pcall('GET', keys[1])
  if type(have) == 'table' then
    if redis.call('TYPE', keys[1]).ok == 'string' then error({ err = have.err }) end
    redis.call('DEL', keys[1])
    have = ''
  end
  local version = have ~= args[2] and have and string.match(have, '^[1-9]') and whole(have) or nil
  if not version or version < tonumber(args[1]) then redis.call('SET', keys[1], args[1]) end
  return { 'OK', have and not version and 1 or 0 }
end

redis.register_function('tiendo_open_1', open)
redis.register_function('tiendo_reset_1', reset)
redis.register_function('tiendo_ends_1', ends)
redis.register_function{ function_name = 'tiendo_caught_up_1', callback = caught_up, flags = { 'no-writes' } }
redis.register_function('tiendo_current_1', current)
