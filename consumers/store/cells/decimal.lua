-- Exact decimals as text.

local EXACT = 2 ^ 52 -- sums below it, and their changes, are exact in a double

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
