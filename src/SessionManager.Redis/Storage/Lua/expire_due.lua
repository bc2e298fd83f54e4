-- ARGV: 3 now, 4 how many to end, 5 how many to look at, 6 how many to pass over, 7 by whom and why.
-- Answers {how many were passed over, values…}; -1 when there are no more.
local now, most, reach, offset = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local due = call('ZRANGEBYSCORE', DUE, '-inf', now, 'LIMIT', offset, reach)
local answer, over, looked = { offset }, {}, 0
for _, id in ipairs(due) do
  if #over >= most then break end
  looked = looked + 1
  local s, value = read(id)
  if s and s.state ~= 'A' then
    call('ZREM', DUE, id)
  elseif s and s.expires > now then
    call('ZADD', DUE, s.expires, id)
  elseif s then
    push(over, { id = id, s = s, value = value, at = s.expires })
  elseif value then
    offset = offset + 1
  end
end
for _, value in ipairs(finish(over, ARGV[7])) do push(answer, value) end
answer[1] = (looked == #due and #due < reach) and -1 or offset
return answer
