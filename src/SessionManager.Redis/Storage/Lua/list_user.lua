-- ARGV: 3 user, 4 and 5 whether those not ended and the ended are wanted, 6 score and 7 id to start behind, 8 how many.
-- Answers score, id and value of each, newest activity first.
local user = ARGV[3]
local answer = {}
local found = merged(ARGV[4] == '1' and act_of(user), ARGV[5] == '1' and hist_of(user), ARGV[6], ARGV[7], tonumber(ARGV[8]))
for _, entry in ipairs(found) do
  local _, value = read(entry[1], user)
  answer[#answer + 1] = format('%.0f', entry[2])
  answer[#answer + 1] = entry[1]
  answer[#answer + 1] = value or ''
end
return answer
