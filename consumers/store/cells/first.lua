-- Totals that are one source's: the first by precedence of those that have a value.

local DISPUTED_SINCE = 'disputed_since_ms'
local SOURCES = '_sources' -- all that have a value, a line each
local UNPACKED = 1000      -- Lua's stack holds some more

local function read_first(area)
  local dispute, sources, cells = unpack(stored('HMGET', area.key, DISPUTED_SINCE, SOURCES, 'cells'))
  area.dates_dispute, area.sources, area.had_cells = dispute, sources or '', cells or '0'
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

-- The little of a cell with a value that is asked for where many are looked at.
local CONTENDER = '^{"revision":%d+,"time_unix_ms":(-?%d+),"digest":%d+,"enters":1,' ..
  '"_a":(-?%d+),"_b":%-?%d+,"_p":(%d+),"obs_status":"%u"'

local function contender(text, source)
  local time, a, p = string.match(text, CONTENDER)
  return time and { text = text, source = source, time = tonumber(time), a = tonumber(a), place = tonumber(p) }
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
