-- ARGV: 3 and 4 whether those not ended and the ended are wanted, 5 score and 6 id to start behind, 7 how many.
-- Answers score and id of each, newest activity first.
local answer = {}
local found = merged(ARGV[3] == '1' and ACT, ARGV[4] == '1' and HIST, ARGV[5], ARGV[6], tonumber(ARGV[7]))
for _, entry in ipairs(found) do
  answer[#answer + 1] = format('%.0f', entry[2])
  answer[#answer + 1] = entry[1]
end
return answer
