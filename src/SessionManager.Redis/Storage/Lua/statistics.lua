-- ARGV: 3 now. Answers {active, idle, expired, terminated, users}.
local now = ARGV[3]
local time = tonumber(now)
local over = call('ZRANGEBYSCORE', DUE, '-inf', now)
local live = call('ZCARD', DUE) - #over
local idle = call('ZCOUNT', IDLE, '-inf', now)
for _, id in ipairs(over) do
  local score = call('ZSCORE', IDLE, id)
  if score and tonumber(score) <= time then idle = idle - 1 end
end
local expired = call('ZCARD', ENDX) + #over
local terminated = call('ZCARD', ENDT)
-- What cannot be read is in the indexes of whoever wrote it, and is not counted.
for _, id in ipairs(call('SMEMBERS', BAD)) do
  local value = call('GET', key(id))
  if not value or parse(value) then
    call('SREM', BAD, id)
  else
    local due, idle_at = call('ZSCORE', DUE, id), call('ZSCORE', IDLE, id)
    if due and tonumber(due) > time then
      live = live - 1
      if idle_at and tonumber(idle_at) <= time then idle = idle - 1 end
    elseif due or call('ZSCORE', ENDX, id) then
      expired = expired - 1
    elseif call('ZSCORE', ENDT, id) then
      terminated = terminated - 1
    end
  end
end
return { live - idle, idle, expired, terminated, call('ZCOUNT', USERS, '(' .. now, '+inf') }
