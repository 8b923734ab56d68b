-- A group: the cells of one indicator's period, and the totals of its areas.

local NAMED_TOTALS = 32 -- an update entry names that many totals, beyond it their indicators

local function prepare(group, call)
  group.in_series = stored('ZSCORE', group.series_key, group.period) == group.score
  for _, area in ipairs(group.areas) do
    compare(group, area, call)
    area.touched = #area.winners > 0
    if not additive(group) then read_first(area) end
  end
  if additive(group) then prepare_sums(group) end
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
