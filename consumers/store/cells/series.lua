-- A total comes and goes with its cells, and so does its period in the indicator's series.

local GLANCE = '64' -- cells looked at in one go, where one of them will do

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
