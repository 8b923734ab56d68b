-- Reading the call: KEYS and ARGV as apply() has them, into tables.

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
