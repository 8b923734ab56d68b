--[[ cells - measurements into cells and totals, and the ledger that says how far (design 4, 5.1-5.5).
CMakeLists.txt names the files that the build puts together, in that order.

One call is one part of one batch.  Everything that may fail is read and checked before the first
write, because Redis keeps what a failing function wrote before it failed.

A cell is one line of JSON whose first members, always these in this order, are what is compared
and added: revision, time_unix_ms, digest, enters, _a, _b, _p.
  _a, _b   the scaled integers: numerator and denominator of a ratio; the value of the other
           kinds, and its rank_of or benchmark
  _p       the place of its source in the precedence
Numbers, never strings, are compared: Lua's < on strings follows the locale. ]]

local CELL = '^{"revision":(%d+),"time_unix_ms":(-?%d+),"digest":(%d+),"enters":(%d),' ..
  '"_a":(-?%d+),"_b":(-?%d+),"_p":(%d+),"obs_status":"(%u)"'

local function parse(text)
  local revision, time, digest, enters, a, b, p, status = string.match(text, CELL)
  if not revision then return nil end
  return { -- what is seldom asked for stays text: reading a number costs as much as all the rest
    revision = tonumber(revision), time = time, digest = digest, enters = enters == '1',
    a = tonumber(a), b = tonumber(b), p = p, status = status,
  }
end

local function stands_above(new, old)
  if new.revision ~= old.revision then return new.revision > old.revision end
  if new.time ~= old.time then return tonumber(new.time) > tonumber(old.time) end
  return tonumber(new.digest) > tonumber(old.digest)
end
