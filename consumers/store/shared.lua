-- What both libraries begin with.

-- Gives one after the other of a list.
local function reader(list)
  local at = 0
  return function()
    at = at + 1
    return list[at]
  end
end

-- A command's reply, an error of it thrown: for what is asked before the first write.
local function stored(command, ...)
  local reply = redis.pcall(command, ...)
  if type(reply) == 'table' and reply.err then error({ err = reply.err }) end
  return reply
end

local function integer(n)
  return string.format('%.0f', n)
end
