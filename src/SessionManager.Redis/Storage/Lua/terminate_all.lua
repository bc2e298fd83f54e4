-- ARGV: 3 time, 4 by whom and why, 5 user, 6 the session that stays, 7 how many are ended in this step, 8 the partition.
-- Answers {'all', values…}, or {'more', ids…} when there are too many for one step: then the caller ends just those.
local at, by, user, except, most = ARGV[3], ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7])
local mark = call('HGET', meta_of(user), 'w')
if not mark or at > mark then
  call('ZREM', MARKS, user) -- first what is allowed when memory is full
  call('HSET', meta_of(user), 'w', at)
  call('ZADD', MARKS, at, user)
end
-- Not from the live ones: another host's clock may have pruned one that this host's still has live.
local ids = call('ZRANGE', act_of(user), 0, -1)
local answer, sessions = { #ids <= most and 'all' or 'more' }, {}
for _, id in ipairs(ids) do
  if id ~= except and #ids > most then
    push(answer, id)
  elseif id ~= except then
    local s, value = read(id, user)
    if s and s.state == 'A' and at < add(s.expires, TOLERANCE) then push(sessions, { id = id, s = s, value = value, at = at }) end
  end
end
for _, value in ipairs(finish(sessions, by)) do push(answer, value) end
-- A day longer than sessions: a sign-in that began before may still be under way.
keep_user(user, add(at, '000000086400000000'))
announce('p', ARGV[8], at)
return answer
