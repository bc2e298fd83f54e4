-- What every script of the storage begins with. KEYS[1] is the shard: all keys of a shard begin with it and share its
-- hash tag, so a script never leaves its slot. ARGV[1] is how long, in ms, a session is kept behind its end ('' for
-- ever) and ARGV[2] the channel of changes.
--
-- A session is one string: a header of fixed width, the user id, how it ended, and the JSON that only hosts read.
--   1       form, '1'                      63-80   absolute end
--   2       A not ended, T ended, X expired 81-98  idle timeout
--   3-10    length of the whole            99-116  idle after, or dashes
--   11-26   version                        117-134 created
--   27-44   last activity                  135     1 sliding, 0 fixed
--   45-62   end as things stand            136-139 length of the user id, 140-144 of the ending
-- Times and spans are microseconds in 18 digits, so that they compare as texts: numbers of Lua lose the last ones.
local SHARD = KEYS[1]
local KEEP = tonumber(ARGV[1])
local CHANNEL = ARGV[2]
local HEADER = 144
local TOLERANCE = '000000000060000000' -- SessionTermination.ClockTolerance
local NEVER = string.rep('-', 18)

local DUE = SHARD .. 'due' -- not ended, by end
local ACT = SHARD .. 'act' -- not ended, by activity
local IDLE = SHARD .. 'idle' -- not ended, by when they count as idle
local HIST = SHARD .. 'hist' -- ended, by activity
local ENDT = SHARD .. 'endt' -- terminated, by when
local ENDX = SHARD .. 'endx' -- expired, by when
local USERS = SHARD .. 'users' -- users with live sessions, by the last end
local MARKS = SHARD .. 'marks' -- users with an 'ended before' mark, by it
local BAD = SHARD .. 'bad' -- ids of values seen that cannot be read

local call, sub, find, format = redis.call, string.sub, string.find, string.format

local function key(id) return SHARD .. 's:' .. id end
local function live_of(user) return SHARD .. 'l:' .. user end -- not ended, by end; those that ran out are pruned
local function act_of(user) return SHARD .. 'a:' .. user end -- not ended, by activity
local function hist_of(user) return SHARD .. 'h:' .. user end -- ended, by activity
local function meta_of(user) return SHARD .. 'm:' .. user end -- w: ended before, t: ms until when the user's keys are kept

-- Nil unless the whole header is as a host wrote it: what scripts count and compare with must not fail them halfway.
-- A host refuses the same values (RedisValueForm.Read). Versions begin with a 0, so that the next one fits too.
local function parse(value)
  if not value or #value < HEADER or tonumber(sub(value, 3, 10)) ~= #value then return nil end
  local state, idle_after = sub(value, 2, 2), sub(value, 99, 116)
  if
    not find(value, '^1[ATX]%d%d%d%d%d%d%d%d0')
    or not find(sub(value, 11, 98), '^%d+$')
    or not (idle_after == NEVER or find(idle_after, '^%d+$'))
    or not find(sub(value, 117, HEADER), '^%d+$')
    or not find(value, '^[01]', 135)
  then
    return nil
  end
  local user_length, ending_length = tonumber(sub(value, 136, 139)), tonumber(sub(value, 140, 144))
  if HEADER + user_length + ending_length > #value or (state == 'A') ~= (ending_length == 0) then return nil end
  local ended_at = ending_length > 0 and sub(value, HEADER + user_length + 1, HEADER + user_length + 18) or nil
  if ended_at and (ending_length < 18 or find(ended_at, '%D')) then return nil end
  return {
    state = state,
    version = sub(value, 11, 26),
    active = sub(value, 27, 44),
    expires = sub(value, 45, 62),
    absolute = sub(value, 63, 80),
    idle_timeout = sub(value, 81, 98),
    idle_after = idle_after,
    created = sub(value, 117, 134),
    sliding = sub(value, 135, 135) == '1',
    user = sub(value, HEADER + 1, HEADER + user_length),
    ended_at = ended_at,
    body = HEADER + user_length + ending_length + 1,
  }
end

-- Microseconds in two halves, since their sum may be more than a number holds exactly.
local function add(a, b)
  local low = tonumber(sub(a, 13)) + tonumber(sub(b, 13))
  local high = tonumber(sub(a, 1, 12)) + tonumber(sub(b, 1, 12))
  if low >= 1000000 then low, high = low - 1000000, high + 1 end
  if high > 999999999999 then return string.rep('9', 18) end
  return format('%012.0f%06.0f', high, low)
end

local function next_version(version) return format('%016.0f', tonumber(version) + 1) end

-- Lua compares texts by the server's locale: ids need bytes.
local function id_less(a, b)
  for i = 1, #a do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < (y or 0) end
  end
  return false
end

local function ms(time) return tonumber(time) / 1000 end

local function keep(name, until_time)
  if KEEP then call('PEXPIREAT', name, format('%.0f', ms(until_time) + KEEP)) end
end

-- The keys of a user are kept as long as the session of theirs that is kept longest.
local function keep_user(user, until_time)
  if not KEEP then return end
  local wanted = ms(until_time) + KEEP
  local known = tonumber(call('HGET', meta_of(user), 't') or '0')
  if wanted > known then
    known = wanted
    call('HSET', meta_of(user), 't', format('%.0f', known))
  end
  local at = format('%.0f', known)
  for _, name in ipairs({ live_of(user), act_of(user), hist_of(user), meta_of(user) }) do call('PEXPIREAT', name, at) end
end

-- A channel that may not be published to is no reason to stop halfway.
local function announce(kind, name, time)
  if CHANNEL ~= '' then redis.pcall('PUBLISH', CHANNEL, kind .. name .. '.' .. format('%.0f', tonumber(time))) end
end

local function refresh_user(user)
  local last = call('ZREVRANGE', live_of(user), 0, 0, 'WITHSCORES')
  if last[2] then call('ZADD', USERS, last[2], user) else call('ZREM', USERS, user) end
end

-- Answers 1 when the user's live sessions did not have this one.
local function index(id, s)
  local added = call('ZADD', live_of(s.user), s.expires, id)
  call('ZADD', act_of(s.user), s.active, id)
  call('ZADD', DUE, s.expires, id)
  call('ZADD', ACT, s.active, id)
  if s.idle_after ~= NEVER then call('ZADD', IDLE, add(s.active, s.idle_after), id) else call('ZREM', IDLE, id) end
  return added
end

-- Forgets an id whose value is gone (evicted, or kept no longer).
local function forget(id, user)
  for _, name in ipairs({ DUE, ACT, IDLE, HIST, ENDT, ENDX }) do call('ZREM', name, id) end
  call('SREM', BAD, id)
  if user then
    for _, name in ipairs({ live_of(user), act_of(user), hist_of(user) }) do call('ZREM', name, id) end
  end
end

-- The parsed value of an id; nil when it cannot be read, and when it is gone, which is then forgotten.
local function read(id, user)
  local value = call('GET', key(id))
  if not value then
    forget(id, user)
    return nil
  end
  local s = parse(value)
  if not s then redis.pcall('SADD', BAD, id) end
  return s, value
end

-- One command for many members; a call takes only so many arguments.
local function spread(command, name, arguments)
  for i = 1, #arguments, 1000 do call(command, name, unpack(arguments, i, math.min(i + 999, #arguments))) end
end

local function push(list, first, second)
  list[#list + 1] = first
  if second then list[#list + 1] = second end
end

-- Ends sessions that are not ended: of each id, s, value, and at, the time. `by` is T or X and then by whom and why.
-- Answers their values. When memory is full a server refuses a script at its first write that may need some, so what
-- frees memory comes first: ending works then too.
local function finish(sessions, by)
  local state, author = sub(by, 1, 1), sub(by, 2)
  local ids, active, over, users, ended = {}, {}, {}, {}, {}
  for _, e in ipairs(sessions) do
    local user = users[e.s.user]
    if not user then
      user = { ids = {}, active = {} }
      users[e.s.user] = user
    end
    push(ids, e.id)
    push(user.ids, e.id)
    push(active, e.s.active, e.id)
    push(user.active, e.s.active, e.id)
    push(over, e.at, e.id)
    user.last = e.at
  end
  for _, name in ipairs({ DUE, ACT, IDLE }) do spread('ZREM', name, ids) end
  for name, user in pairs(users) do
    spread('ZREM', live_of(name), user.ids)
    spread('ZREM', act_of(name), user.ids)
  end
  for _, e in ipairs(sessions) do
    local ending, body = e.at .. author, sub(e.value, e.s.body)
    local value = '1' .. state .. format('%08d', HEADER + #e.s.user + #ending + #body) .. next_version(e.s.version)
      .. sub(e.value, 27, 139) .. format('%05d', #ending) .. e.s.user .. ending .. body
    call('SET', key(e.id), value)
    keep(key(e.id), e.at)
    push(ended, value)
  end
  spread('ZADD', HIST, active)
  spread('ZADD', state == 'X' and ENDX or ENDT, over)
  for name, user in pairs(users) do
    spread('ZADD', hist_of(name), user.active)
    keep_user(name, user.last)
    refresh_user(name)
  end
  return ended
end

-- Up to n of a sorted set, from the highest down, behind a place.
local function behind(name, score, id, n)
  local found, offset = {}, 0
  local limit = tonumber(score)
  while #found < n do
    local got = call('ZREVRANGEBYSCORE', name, score == '' and '+inf' or score, '-inf', 'WITHSCORES', 'LIMIT', offset, n)
    for i = 1, #got, 2 do
      local own = tonumber(got[i + 1])
      if #found < n and (score == '' or own < limit or id_less(got[i], id)) then
        found[#found + 1] = { got[i], own }
      end
    end
    if #got < 2 * n then break end
    offset = offset + n
  end
  return found
end

-- The same of two sorted sets together.
local function merged(first, second, score, id, n)
  local a = first and behind(first, score, id, n) or {}
  local b = second and behind(second, score, id, n) or {}
  local all, i, j = {}, 1, 1
  while #all < n and (a[i] or b[j]) do
    local x, y = a[i], b[j]
    if not y or (x and (x[2] > y[2] or (x[2] == y[2] and id_less(y[1], x[1])))) then
      all[#all + 1], i = x, i + 1
    else
      all[#all + 1], j = y, j + 1
    end
  end
  return all
end
