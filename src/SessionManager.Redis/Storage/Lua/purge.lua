-- ARGV: 3 ended before, 4 how many to delete, 5 how many to look at, 6 marks before ('' to leave them),
-- 7 and 8 how many to pass over of the terminated and of the expired.
-- Answers {how many were deleted, passed over of both; -1 when there are no more}.
local before, most, reach = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local answer = { 0, tonumber(ARGV[7]), tonumber(ARGV[8]) }

local function retire(user)
  if call('EXISTS', act_of(user), hist_of(user)) > 0 then return false end
  if not call('HGET', meta_of(user), 'w') then call('DEL', meta_of(user)) end
  return true
end

for i, name in ipairs({ ENDT, ENDX }) do
  local offset, looked = answer[i + 1], 0
  local due = offset >= 0 and call('ZRANGEBYSCORE', name, '-inf', '(' .. before, 'LIMIT', offset, reach) or {}
  for _, id in ipairs(due) do
    if answer[1] >= most then break end
    looked = looked + 1
    local s, value = read(id)
    if s and s.ended_at and s.ended_at < before then
      forget(id, s.user)
      call('DEL', key(id))
      retire(s.user)
      answer[1] = answer[1] + 1
    elseif value then
      offset = offset + 1
    end
  end
  answer[i + 1] = (looked == #due and #due < reach) and -1 or offset
end

if ARGV[6] ~= '' then
  for _, user in ipairs(call('ZRANGEBYSCORE', MARKS, '-inf', '(' .. ARGV[6], 'LIMIT', 0, reach)) do
    if call('EXISTS', act_of(user), hist_of(user)) == 0 then
      call('ZREM', MARKS, user)
      call('HDEL', meta_of(user), 'w')
      retire(user)
    end
  end
end
return answer
