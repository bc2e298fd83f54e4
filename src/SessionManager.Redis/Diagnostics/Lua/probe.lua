-- Writes, as every session is written, and tells of the server that took it. The key goes by itself.
-- Answers {what it says of its memory, seconds, microseconds}. A user may not be allowed to ask for the first.
redis.call('SET', KEYS[1], '1', 'PX', 1000)
local memory = redis.pcall('INFO', 'memory')
local time = redis.call('TIME')
return { type(memory) == 'string' and memory or '', time[1], time[2] }
