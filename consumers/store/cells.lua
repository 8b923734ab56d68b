#!lua name=tiendo_cells_1
--[[ cells - measurements into cells and totals, and the ledger that says how far (design 4, 5.1-5.5).

One call is one part of one batch.  Everything that may fail is read and checked before the first
write, because Redis keeps what a failing function wrote before it failed.

A cell is one line of JSON whose first members, always these in this order, are what is compared
and added: revision, time_unix_ms, digest, enters, _a, _b, _p.
  _a, _b   the scaled integers: numerator and denominator of a ratio; the value of the other
           kinds, and its rank_of or benchmark
  _p       the place of its source in the precedence
Numbers, never strings, are compared: Lua's < on strings follows the locale. ]]

local EXACT = 2 ^ 52       -- sums below it, and their changes, are exact in a double
local SUM_LIMIT = 9.2e18   -- beyond it HINCRBY would overflow
local STATUS_ORDER = { 'B', 'U', 'E', 'I', 'P', 'V', 'D', 'G', 'H', 'J', 'K', 'N', 'S', 'W' }
local DISPUTED_SINCE = 'disputed_since_ms'
local SOURCES = '_sources' -- of a total that is one source's: all that have a value, a line each
local UNPACKED = 1000      -- Lua's stack holds some more
local GLANCE = '64'        -- cells looked at in one go, where one of them will do
local NAMED_TOTALS = 32    -- an update entry names that many totals, beyond it their indicators
local WRITER_TTL_S = 3600

local CELL = '^{"revision":(%d+),"time_unix_ms":(-?%d+),"digest":(%d+),"enters":(%d),' ..
  '"_a":(-?%d+),"_b":(-?%d+),"_p":(%d+),"obs_status":"(%u)"'

local function integer(n)
  return string.format('%.0f', n)
end

local function parse(text)
  local revision, time, digest, enters, a, b, p, status = string.match(text, CELL)
  if not revision then return nil end
  return { -- what is seldom asked for stays text: reading a number costs as much as all the rest
    revision = tonumber(revision), time = time, digest = digest, enters = enters == '1',
    a = tonumber(a), b = tonumber(b), p = p, status = status,
  }
end

-- The little of a cell with a value that is asked for where many are looked at.
local CONTENDER = '^{"revision":%d+,"time_unix_ms":(-?%d+),"digest":%d+,"enters":1,' ..
  '"_a":(-?%d+),"_b":%-?%d+,"_p":(%d+),"obs_status":"%u"'

local function contender(text, source)
  local time, a, p = string.match(text, CONTENDER)
  return time and { text = text, source = source, time = tonumber(time), a = tonumber(a), place = tonumber(p) }
end

local function stands_above(new, old)
  if new.revision ~= old.revision then return new.revision > old.revision end
  if new.time ~= old.time then return tonumber(new.time) > tonumber(old.time) end
  return tonumber(new.digest) > tonumber(old.digest)
end

-- Bytes, not strcoll.  What both begin with is passed over in strides: a loop in Lua is slow.
local function bytes_before(x, y)
  local n, begin = math.min(#x, #y), 1
  while begin <= n and string.sub(x, begin, begin + 15) == string.sub(y, begin, begin + 15) do
    begin = begin + 16
  end
  for i = begin, n do
    local p, q = string.byte(x, i), string.byte(y, i)
    if p ~= q then return p < q end
  end
  return #x < #y
end

-- ---- exact decimals as text -------------------------------------------------------------------

local function point(digits, decimals)
  local sign = ''
  if string.sub(digits, 1, 1) == '-' then sign, digits = '-', string.sub(digits, 2) end
  if decimals == 0 then return sign .. digits end
  if #digits <= decimals then digits = string.rep('0', decimals - #digits + 1) .. digits end
  return sign .. string.sub(digits, 1, #digits - decimals) .. '.' .. string.sub(digits, -decimals)
end

-- Numbers up to 1e20 as (high, low) with 1e10 in between: exact in doubles.
local function halves(digits)
  if #digits <= 10 then return 0, tonumber(digits) end
  return tonumber(string.sub(digits, 1, -11)), tonumber(string.sub(digits, -10))
end

-- numerator x 10^shift / denominator by long division; both are digits without a sign.
local function divide_long(numerator, denominator, shift)
  local dh, dl = halves(denominator)
  local rh, rl = 0, 0
  local quotient = {}
  local function take()
    local q = 0
    while rh > dh or (rh == dh and rl >= dl) do
      rh, rl, q = rh - dh, rl - dl, q + 1
      if rl < 0 then rh, rl = rh - 1, rl + 1e10 end
    end
    return q
  end
  for i = 1, #numerator + shift do
    local digit = i <= #numerator and string.byte(numerator, i) - 48 or 0
    local low = rl * 10 + digit
    local carry = math.floor(low / 1e10)
    rh, rl = rh * 10 + carry, low - carry * 1e10
    quotient[i] = take()
  end
  rh, rl = rh * 2 + math.floor(rl * 2 / 1e10), rl * 2 % 1e10
  if rh > dh or (rh == dh and rl >= dl) then -- half and more: away from zero
    local i = #quotient
    while i > 0 and quotient[i] == 9 do quotient[i], i = 0, i - 1 end
    if i > 0 then quotient[i] = quotient[i] + 1 else table.insert(quotient, 1, 1) end
  end
  local digits = string.gsub(table.concat(quotient), '^0+', '')
  return digits == '' and '0' or digits
end

local function quotient_text(numerator, denominator, shift, decimals)
  local scaled = tonumber(numerator) * 10 ^ shift
  local d = tonumber(denominator)
  local digits
  if scaled < EXACT and d < EXACT then
    local q = math.floor(scaled / d)
    local rest = scaled - q * d
    if rest < 0 then q, rest = q - 1, rest + d elseif rest >= d then q, rest = q + 1, rest - d end
    if rest * 2 >= d then q = q + 1 end
    digits = integer(q)
  else
    digits = divide_long(numerator, denominator, shift)
  end
  return point(digits, decimals)
end

-- ---- reading the call -------------------------------------------------------------------------

local function reader(list)
  local at = 0
  return function()
    at = at + 1
    return list[at]
  end
end

local function read_spans(next_arg, next_key)
  local spans = {}
  for i = 1, tonumber(next_arg()) do
    local span = {
      agency_key = next_key(), name = next_arg(), from = tonumber(next_arg()),
      next = tonumber(next_arg()), read_from = tonumber(next_arg()), read_next = tonumber(next_arg()),
      begin = tonumber(next_arg()), mark = next_arg(),
      partition = next_arg(), lag = next_arg(), last_heard = tonumber(next_arg()),
      counted_from = tonumber(next_arg()), counts = {},
    }
    for k = 1, tonumber(next_arg()) do span.counts[k] = { field = next_arg(), by = next_arg() } end
    spans[i] = span
  end
  return spans
end

local function read_area(next_arg, next_key)
  local area = { id = next_arg(), key = next_key(), cells = {} }
  for i = 1, tonumber(next_arg()) do
    local field, text = next_arg(), next_arg()
    area.cells[i] = { field = field, text = text, new = parse(text) }
  end
  return area
end

local function read_group(next_arg, next_key)
  local group = {
    indicator = next_arg(), period = next_arg(), score = next_arg(), kind = next_arg(),
    decimals = tonumber(next_arg()), part_decimals = tonumber(next_arg()),
    factor_digits = tonumber(next_arg()), noise = tonumber(next_arg()), levels = next_arg(),
    province = next_arg(), communes = tonumber(next_arg()),
    cells_key = next_key(), series_key = next_key(), areas = {},
  }
  for i = 1, tonumber(next_arg()) do group.areas[i] = read_area(next_arg, next_key) end
  return group
end

-- ---- before the first write: read, compare, check -----------------------------------------------

local function stored(command, ...)
  local reply = redis.pcall(command, ...)
  if type(reply) == 'table' and reply.err then error({ err = reply.err }) end
  return reply
end

-- Keeps the cells of the area that win, and what they change.
local function compare(group, area, call)
  area.winners = {}
  if #area.cells == 0 then return end
  local fields = {}
  for i, cell in ipairs(area.cells) do fields[i] = cell.field end
  local olds = stored('HMGET', group.cells_key, unpack(fields))
  local winners = {}
  for i, cell in ipairs(area.cells) do
    if not cell.new then error({ err = 'ERR tiendo: a cell in the call is not one: ' .. cell.text }) end
    local old = olds[i] and parse(olds[i])
    if olds[i] and not old then
      error({ err = 'ERR tiendo: foreign content in ' .. group.cells_key .. ' ' .. cell.field })
    end
    call.cells = call.cells + 1
    if not old or stands_above(cell.new, old) then
      cell.old = old
      winners[#winners + 1] = cell
    elseif stands_above(old, cell.new) then -- and is not the same once more
      call.stale[#call.stale + 1] = call.cells
    end
  end
  area.winners = winners
end

--[[ Sums of a total that adds up, scaled.  A province's are kept twice, of its own cells and of its
communes': its own are what it shows while it has one.  Beside them stands how many cells there are of
each status other than A: seldom any, so they are read only where there may be some. ]]
local SUMS = { 'numerator', 'denominator', 'cells', 'heard' }
local OWN, COMMUNES = '_', '_communes_'
local NUMERATOR, DENOMINATOR, COUNT, HEARD = 1, 2, 3, 4

local function fields_of(prefix)
  local sums, statuses = {}, {}
  for i = 1, #SUMS do sums[i] = prefix .. SUMS[i] end
  for i = 1, #STATUS_ORDER do statuses[i] = prefix .. 'status_' .. STATUS_ORDER[i] end
  return { sums = sums, statuses = statuses }
end
local FIELDS = { [OWN] = fields_of(OWN), [COMMUNES] = fields_of(COMMUNES) }

local STATUS_PLACE = {}
for i = 1, #STATUS_ORDER do STATUS_PLACE[STATUS_ORDER[i]] = i end

-- By the places of SUMS; `statuses`, by those of STATUS_ORDER, has only what changes.
local function no_change()
  return { 0, 0, 0, 0, statuses = {} }
end

local function count_cell(delta, cell, sign)
  if not cell or not cell.enters then return end
  delta[NUMERATOR] = delta[NUMERATOR] + sign * cell.a
  delta[DENOMINATOR] = delta[DENOMINATOR] + sign * cell.b
  delta[COUNT] = delta[COUNT] + sign
  local place = STATUS_PLACE[cell.status]
  if place then delta.statuses[place] = (delta.statuses[place] or 0) + sign end
end

local function change(area)
  local delta = no_change()
  for _, cell in ipairs(area.winners) do
    count_cell(delta, cell.old, -1)
    count_cell(delta, cell.new, 1)
  end
  return delta
end

local function check_sum(area, field, text, delta)
  if not text then return end
  if not string.match(text, '^-?%d+$') then
    error({ err = 'ERR tiendo: foreign content in ' .. area.key .. ' ' .. field })
  end
  if math.abs(tonumber(text)) + math.abs(delta) > SUM_LIMIT then
    error({ err = 'ERR tiendo: the sum ' .. area.key .. ' ' .. field .. ' would overflow' })
  end
end

local AREA_FIELDS, PROVINCE_FIELDS = { 'obs_status' }, { 'obs_status', 'coverage' }
for i = 1, #SUMS do
  AREA_FIELDS[1 + i] = FIELDS[OWN].sums[i]
  PROVINCE_FIELDS[2 + i] = FIELDS[OWN].sums[i]
  PROVINCE_FIELDS[2 + #SUMS + i] = FIELDS[COMMUNES].sums[i]
end

local function any(have)
  return have[COUNT] and have[COUNT] ~= '0'
end

--[[ The sums by the places of SUMS; of a province, all in one reading.  What a total shows is A only
where none of the cells it shows has another status. ]]
local function read_sums(area, is_province)
  local all = stored('HMGET', area.key, unpack(is_province and PROVINCE_FIELDS or AREA_FIELDS))
  local all_a, first = all[1] == 'A', is_province and 3 or 2
  area.own = { unpack(all, first, first + #SUMS - 1) }
  area.own.others = any(area.own) and not all_a
  if not is_province then return end
  area.covered = all[2]
  area.communes = { unpack(all, first + #SUMS, first + 2 * #SUMS - 1) }
  area.communes.others = any(area.communes) and (any(area.own) or not all_a)
  area.from_communes = no_change()
end

-- What stands under the prefix may have this added to it.
local function check_sums(area, prefix, have, delta)
  local fields = FIELDS[prefix]
  for i, field in ipairs(fields.sums) do check_sum(area, field, have[i], delta[i]) end
  have.statuses = {}
  if not have.others then return end
  have.statuses = stored('HMGET', area.key, unpack(fields.statuses))
  for i, field in ipairs(fields.statuses) do
    check_sum(area, field, have.statuses[i], delta.statuses[i] or 0)
  end
end

-- A commune's change is its province's too; it is heard while it has a cell with a value.
local function pass_on(area, province)
  local before = tonumber(area.own[COUNT] or '0')
  local after = before + area.delta[COUNT]
  local sums = province.from_communes
  for i, d in ipairs(area.delta) do sums[i] = sums[i] + d end
  for place, n in pairs(area.delta.statuses) do
    sums.statuses[place] = (sums.statuses[place] or 0) + n
  end
  local heard = (after > 0 and 1 or 0) - (before > 0 and 1 or 0)
  sums[HEARD] = sums[HEARD] + heard
  province.touched = true
end

local function additive(group)
  return group.kind == 'ratio' or group.kind == 'count'
end

local function prepare_sums(group)
  local province
  for _, area in ipairs(group.areas) do
    area.delta = change(area)
    read_sums(area, area.id == group.province)
    check_sums(area, OWN, area.own, area.delta)
    if area.id == group.province then province = area end
  end
  if not province then return end
  for _, area in ipairs(group.areas) do
    if area ~= province and area.touched then pass_on(area, province) end
  end
  check_sums(province, COMMUNES, province.communes, province.from_communes)
end

local function read_first(area)
  local dispute, sources, cells = unpack(stored('HMGET', area.key, DISPUTED_SINCE, SOURCES, 'cells'))
  area.dates_dispute, area.sources, area.had_cells = dispute, sources or '', cells or '0'
end

local function prepare(group, call)
  group.in_series = stored('ZSCORE', group.series_key, group.period) == group.score
  for _, area in ipairs(group.areas) do
    compare(group, area, call)
    area.touched = #area.winners > 0
    if not additive(group) then read_first(area) end
  end
  if additive(group) then prepare_sums(group) end
end

-- ---- writing ------------------------------------------------------------------------------------

local function write_cells(group, area)
  if #area.winners == 0 then return end
  local pairs_ = {}
  for _, cell in ipairs(area.winners) do
    pairs_[#pairs_ + 1] = cell.field
    pairs_[#pairs_ + 1] = cell.text
  end
  redis.call('HSET', group.cells_key, unpack(pairs_))
end

-- The new sum as text: added here where a double holds it exactly, by Redis beyond.
local function add(key, field, old, delta)
  local current = tonumber(old or '0')
  if math.abs(current) < EXACT and math.abs(delta) < EXACT then return integer(current + delta) end
  redis.call('HINCRBY', key, field, integer(delta))
  return redis.call('HGET', key, field) -- as text: HINCRBY's own reply is a double
end

-- What is to become of a total's fields: they are written, or removed, in one command each.
local function new_fields()
  return { set = {}, gone = {} }
end

local function put(fields, field, value)
  local set = fields.set
  set[#set + 1] = field
  set[#set + 1] = value
end

local function drop(fields, field)
  fields.gone[#fields.gone + 1] = field
end

local function write_fields(area, fields)
  if #fields.gone > 0 then redis.call('HDEL', area.key, unpack(fields.gone)) end
  redis.call('HSET', area.key, unpack(fields.set))
end

-- The sum with what changed, as text.
local function moved(area, fields, field, have, delta)
  if delta == 0 then return have or '0' end
  local sum = add(area.key, field, have, delta)
  if sum == '0' then drop(fields, field) else put(fields, field, sum) end
  return sum
end

-- Adds what changed under the prefix.  Returns all sums as text, '0' for what is not there.
local function change_sums(area, fields, prefix, have, delta)
  local names, sums = FIELDS[prefix], { statuses = {} }
  for i, field in ipairs(names.sums) do sums[i] = moved(area, fields, field, have[i], delta[i]) end
  if have.others or next(delta.statuses) then
    for i, field in ipairs(names.statuses) do
      sums.statuses[i] = moved(area, fields, field, have.statuses[i], delta.statuses[i] or 0)
    end
  end
  return sums
end

local function standing_status(sums)
  for i, count in ipairs(sums.statuses) do
    if count ~= '0' then return STATUS_ORDER[i] end
  end
  return 'A'
end

-- Whether any area still has a cell that enters a total of this period.
local function occupied(group)
  local cursor = '0'
  repeat
    local found = redis.call('HSCAN', group.cells_key, cursor, 'COUNT', GLANCE)
    for i = 2, #found[2], 2 do
      local cell = parse(found[2][i])
      if cell and cell.enters then return true end
    end
    cursor = found[1]
  until cursor == '0'
  return false
end

local function leave(group, area)
  redis.call('DEL', area.key)
  if occupied(group) then return end
  redis.call('ZREM', group.series_key, group.period)
  group.in_series = false
end

local function join_series(group)
  if group.in_series then return end
  redis.call('ZADD', group.series_key, group.score, group.period)
  group.in_series = true
end

-- What people read of a total that adds up.
local function show_sums(group, fields, sums, now_ms)
  put(fields, 'cells', sums[COUNT])
  put(fields, 'obs_status', standing_status(sums))
  put(fields, 'updated_ms', now_ms)
  if group.kind == 'count' then return put(fields, 'value', point(sums[NUMERATOR], group.decimals)) end
  put(fields, 'numerator', point(sums[NUMERATOR], group.part_decimals))
  put(fields, 'denominator', point(sums[DENOMINATOR], group.part_decimals))
  if sums[DENOMINATOR] == '0' then return drop(fields, 'value') end
  put(fields, 'value', quotient_text(sums[NUMERATOR], sums[DENOMINATOR],
    group.factor_digits + group.decimals, group.decimals))
end

local function write_sums(group, area, now_ms)
  local fields = new_fields()
  local shown = change_sums(area, fields, OWN, area.own, area.delta)
  local coverage
  if area.communes then
    local communes = change_sums(area, fields, COMMUNES, area.communes, area.from_communes)
    if shown[COUNT] == '0' then
      shown = communes
      coverage = communes[HEARD] .. '/' .. integer(math.max(group.communes, tonumber(communes[HEARD])))
    end
  end
  if shown[COUNT] == '0' then return leave(group, area) end
  if coverage then put(fields, 'coverage', coverage) elseif area.covered then drop(fields, 'coverage') end
  show_sums(group, fields, shown, now_ms)
  write_fields(area, fields)
  join_series(group)
end

local function entered(cell)
  return cell and cell.enters and 1 or 0
end

-- The sources that the total names, changed by the cells that won.  nil: it does not name them all.
local function sources_after(area, prefix)
  local list, there, count = {}, {}, tonumber(area.had_cells) or 0
  for source in string.gmatch(area.sources, '[^\n]+') do
    if not there[source] then list[#list + 1] = source end
    there[source] = true
  end
  for _, cell in ipairs(area.winners) do
    local source = string.sub(cell.field, #prefix + 1)
    if there[source] == nil then list[#list + 1] = source end
    there[source] = cell.new.enters
    count = count + entered(cell.new) - entered(cell.old)
  end
  local left = {}
  for _, source in ipairs(list) do
    if there[source] then left[#left + 1] = source end
  end
  return #left == count and left or nil
end

-- Found by looking at every cell of the period, of all areas.
local function sources_found(group, prefix)
  local list = {}
  for _, field in ipairs(redis.call('HKEYS', group.cells_key)) do
    if string.sub(field, 1, #prefix) == prefix then list[#list + 1] = string.sub(field, #prefix + 1) end
  end
  return list
end

local function goes_before(x, y)
  if x.place ~= y.place then return x.place < y.place end
  return bytes_before(x.source, y.source)
end

-- Those of the sources' cells that have a value, and whether all have.
local function cells_with_value(group, prefix, sources)
  local list = {}
  for at = 1, #sources, UNPACKED do
    local fields = {}
    for i = at, math.min(#sources, at + UNPACKED - 1) do fields[#fields + 1] = prefix .. sources[i] end
    for i, text in ipairs(redis.call('HMGET', group.cells_key, unpack(fields))) do
      list[#list + 1] = text and contender(text, sources[at + i - 1]) or nil
    end
  end
  return list, #list == #sources
end

-- The cells of one area that have a value, the one that counts before all others.
local function contenders(group, area)
  local prefix = area.id .. '|'
  local sources = sources_after(area, prefix)
  local list, all = cells_with_value(group, prefix, sources or {})
  if not sources or not all then list = cells_with_value(group, prefix, sources_found(group, prefix)) end
  for i = 2, #list do
    if goes_before(list[i], list[1]) then list[1], list[i] = list[i], list[1] end
  end
  return list
end

-- From when on it is known that another source differs from the first beyond noise: once both had
-- said so.  nil: none does.
local function disputed_since(group, list)
  local first, since = list[1], nil
  for i = 2, #list do
    local difference = math.abs(list[i].a - first.a)
    if difference ~= 0 and difference >= group.noise then
      local known = math.max(first.time, list[i].time)
      since = math.min(since or known, known)
    end
  end
  return since
end

local function level_code(group, place)
  local i = 0
  for code in string.gmatch(group.levels, '[^\n]+') do
    if i == place then return code end
    i = i + 1
  end
end

local function write_first(group, area, now_ms)
  local list = contenders(group, area)
  if #list == 0 then return leave(group, area) end
  local first, since = parse(list[1].text), disputed_since(group, list)
  local sources = {}
  for i, cell in ipairs(list) do sources[i] = cell.source end
  local fields = {
    'cells', #list, 'obs_status', first.status, SOURCES, table.concat(sources, '\n'),
    'disputed', since and '1' or '0', 'updated_ms', now_ms,
  }
  local function set(field, value)
    fields[#fields + 1] = field
    fields[#fields + 1] = value
  end
  if group.kind == 'level' then
    set('level', level_code(group, first.a))
    set('value', level_code(group, first.a))
  else
    set('value', point(integer(first.a), group.decimals))
  end
  if group.kind == 'rank' then set('rank_of', integer(first.b)) end
  if group.kind == 'compared' then
    set('benchmark', point(integer(first.b), group.decimals))
  end
  if since then
    set(DISPUTED_SINCE, integer(since))
  elseif area.dates_dispute then
    redis.call('HDEL', area.key, DISPUTED_SINCE)
  end
  redis.call('HSET', area.key, unpack(fields))
  join_series(group)
end

local function write_group(group, now_ms, changed)
  local won = 0
  for _, area in ipairs(group.areas) do
    if area.touched then
      won = won + #area.winners
      write_cells(group, area)
      if additive(group) then write_sums(group, area, now_ms) else write_first(group, area, now_ms) end
      changed[#changed + 1] = { group.indicator, group.period, area.id }
    end
  end
  return won
end

local function announce(dirty_key, updates_key, token, changed)
  if #changed == 0 then return end
  local entry, seen = {}, {}
  for _, c in ipairs(changed) do
    if not seen[c[1]] then
      seen[c[1]] = true
      redis.call('HSET', dirty_key, c[1], token)
      if #changed > NAMED_TOTALS then
        entry[#entry + 1] = 'indicator'
        entry[#entry + 1] = c[1]
      end
    end
    if #changed <= NAMED_TOTALS then
      entry[#entry + 1] = 'total'
      entry[#entry + 1] = c[1] .. ':' .. c[2] .. ':' .. c[3]
    end
  end
  redis.call('XADD', updates_key, 'MAXLEN', '~', '10000', '*', unpack(entry))
end

-- ---- the ledger -----------------------------------------------------------------------------------

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

--[[ KEYS writer ledger marks ahead dirty updates, then per span: agency, then per group: cells series, then
          its totals
     ARGV batch part last now_ms token,
          spans: n, then name from next read_from read_next begin mark ("offset:digest" or "") partition lag
            last_heard_ms counted_from,
            counts: n, then field by
          groups: n, then indicator period score kind decimals part_decimals factor_digits noise levels,
              province communes,
            areas: n, then area, cells: n, then field cell (where values add up and a commune is
              among them, so is the province, with cells or without)
     Replies OK won [place of a stale cell ...] | REFUSED | ROLLED_BACK partition ]]
local function apply(keys, args)
  local next_key, next_arg = reader(keys), reader(args)
  local writer, ledger, marks, ahead = next_key(), next_key(), next_key(), next_key()
  local dirty, updates = next_key(), next_key()
  local batch, part, last, now_ms, token = next_arg(), tonumber(next_arg()), next_arg(), next_arg(), next_arg()
  local spans = read_spans(next_arg, next_key)
  local groups = {}
  for i = 1, tonumber(next_arg()) do groups[i] = read_group(next_arg, next_key) end

  if part > 1 and stored('GET', writer) ~= batch .. ':' .. integer(part - 1) then return { 'REFUSED' } end
  if last == '1' then
    local behind = rolled_back(ledger, ahead, spans)
    if behind then return { 'ROLLED_BACK', behind } end
  end
  stored('HLEN', marks)
  stored('HLEN', dirty)
  stored('XLEN', updates)
  for _, span in ipairs(spans) do stored('HLEN', span.agency_key) end
  local call = { cells = 0, stale = {} }
  for _, group in ipairs(groups) do prepare(group, call) end

  local won, changed = 0, {}
  redis.call('SET', writer, batch .. ':' .. integer(part), 'EX', WRITER_TTL_S)
  for _, group in ipairs(groups) do won = won + write_group(group, now_ms, changed) end
  announce(dirty, updates, token, changed)
  if last == '1' then advance(ledger, marks, ahead, spans) end
  return { 'OK', won, unpack(call.stale) }
end

-- ---- what others wrote ------------------------------------------------------------------------

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

redis.register_function('tiendo_apply_1', apply)
redis.register_function('tiendo_open_1', open)
redis.register_function('tiendo_reset_1', reset)
redis.register_function('tiendo_ends_1', ends)
redis.register_function{ function_name = 'tiendo_caught_up_1', callback = caught_up, flags = { 'no-writes' } }
redis.register_function('tiendo_current_1', current)
