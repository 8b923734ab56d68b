-- Totals that add up: ratios and counts.

local SUM_LIMIT = 9.2e18 -- beyond it HINCRBY would overflow
local STATUS_ORDER = { 'B', 'U', 'E', 'I', 'P', 'V', 'D', 'G', 'H', 'J', 'K', 'N', 'S', 'W' }

local function additive(group)
  return group.kind == 'ratio' or group.kind == 'count'
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

-- ---- writing ----

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
