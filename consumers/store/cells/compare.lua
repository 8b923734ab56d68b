-- Which cells win.

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

local function write_cells(group, area)
  if #area.winners == 0 then return end
  local pairs_ = {}
  for _, cell in ipairs(area.winners) do
    pairs_[#pairs_ + 1] = cell.field
    pairs_[#pairs_ + 1] = cell.text
  end
  redis.call('HSET', group.cells_key, unpack(pairs_))
end
