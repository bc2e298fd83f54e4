-- Gives a reader the right to fill.
-- KEYS: session, partition. ARGV: lease nonce, generation nonce, lease time, time to keep a generation (ms).
local partition = redis.call('GET', KEYS[2])
if partition and partition:sub(1, 1) ~= 'G' then
  return false
end
local generation = partition and partition:sub(2) or ARGV[2]
local session = redis.call('GET', KEYS[1])
if session then
  local kind = session:sub(1, 1)
  if kind ~= 'L' and kind ~= 'R' then
    return false
  end
  if session:sub(2, #generation + 1) == generation then
    return false
  end
end
local lease = 'L' .. generation .. ' ' .. ARGV[1]
-- The generation outlives the copy that may come.
redis.call('SET', KEYS[2], 'G' .. generation, 'PX', ARGV[4])
redis.call('SET', KEYS[1], lease, 'PX', ARGV[3])
return lease
