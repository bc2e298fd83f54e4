-- Puts a copy in the place of its lease, if that still stands and no writer of the user has come since.
-- KEYS: session, partition. ARGV: lease, json, lease time, maximum age, time the session has left (ms).
local lease = ARGV[1]
if lease == '' or redis.call('GET', KEYS[1]) ~= lease then
  return 0
end
local generation = lease:match('^L(%S+) ')
if redis.call('GET', KEYS[2]) ~= 'G' .. generation then
  return 0
end
-- The age counts from the lease: what is copied was read after it.
local age = tonumber(ARGV[3]) - redis.call('PTTL', KEYS[1])
local time = math.min(tonumber(ARGV[4]) - age, tonumber(ARGV[5]))
if time < 1 then
  redis.call('DEL', KEYS[1])
  return 0
end
redis.call('SET', KEYS[1], 'R' .. generation .. '\n' .. ARGV[2], 'PX', string.format('%.0f', time))
return 1
