-- The call that puts a part of a batch.

local WRITER_TTL_S = 3600

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

redis.register_function('tiendo_apply_1', apply)
