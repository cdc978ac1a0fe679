#!lua name=yunke
-- The steps of a pool that must happen whole or not at all. Each function looks at every argument before its first
-- write, because a script that fails halfway keeps what it wrote. Numbers of 64 bits are compared and written as texts
-- only: a Lua number would round them. All but yunke_keep may run at maxmemory (allow-oom), so that the backlog drains
-- and frees memory while the gateways' appends are refused.

-- Arguments of one call: unpack() fails near 8,000, after earlier writes have been kept.
local ARGUMENTS_MAX = 7000

-- Entries kept in a gateway's out stream. A gateway that falls further behind sees a gap and starts anew.
local OUT_ENTRIES = '4096'

local function is_number(text) return #text <= 20 and text:find('^%d+$') ~= nil end
local function is_id(text) return #text <= 41 and text:find('^%d+%-%d+$') ~= nil end
local function is_hash(text) return #text == 64 and text:find('^%x+$') ~= nil end
local function is_term(text) return #text == 16 and text:find('^%x+$') ~= nil end
local function is_gateway(text) return #text <= 64 and text:find('^[a-z0-9.-]+$') ~= nil end

-- A count small enough to be a Lua number; nil if it is none.
local function to_count(text)
  if text == nil or #text > 7 or not text:find('^%d+$') then return nil end
  return tonumber(text)
end

local function tag_of(key) return string.match(key, '^({[a-z0-9-]+}:)') end

-- A sentence if the keys are not those of one pool, in the order given; else nil.
local function wrong_keys(keys, names)
  local tag = keys[1] and tag_of(keys[1])
  if tag == nil then return 'the first key bears no pool tag' end
  for i, name in ipairs(names) do
    if keys[i] ~= tag .. name then return 'key ' .. i .. ' is not ' .. tag .. name end
  end
  for i = #names + 1, #keys do
    if string.sub(keys[i], 1, #tag) ~= tag then return 'key ' .. i .. ' bears another pool tag' end
  end
  return nil
end

local function refuse(name, why) return redis.error_reply('ERR ' .. name .. ': ' .. why) end

-- ---- beat: a gateway says that it lives ----------------------------------------------------------------------------

-- FCALL yunke_beat 1 {p}:gateways <gateway> -> its counter
local function beat(keys, args)
  if #keys ~= 1 or #args ~= 1 then return refuse('yunke_beat', 'needs 1 key and 1 argument') end
  local wrong = wrong_keys(keys, {'gateways'})
  if wrong then return refuse('yunke_beat', wrong) end
  if not is_gateway(args[1]) then return refuse('yunke_beat', 'the name is not 1 to 64 of [a-z0-9.-]') end
  return redis.call('HINCRBY', keys[1], args[1], 1)
end

-- ---- lease: who may lead -------------------------------------------------------------------------------------------

-- FCALL yunke_lease 2 {p}:leader {p}:cursor <term> <name> <ttl_ms> <alive_ms>
--   -> {'HELD', <holder>, <ttl_ms>} | {'OTHER', <holder>, <ttl_ms left>} | {'FREE', '', 0} after giving it up
-- Takes or renews the lease; ttl_ms 0 gives it up if it is ours. The pool's time at the renewal is noted in the cursor
-- if this term is the one that may commit; 0 = not known yet.
local function lease(keys, args)
  if #keys ~= 2 or #args ~= 4 then return refuse('yunke_lease', 'needs 2 keys and 4 arguments') end
  local wrong = wrong_keys(keys, {'leader', 'cursor'})
  if wrong then return refuse('yunke_lease', wrong) end
  local term, name, ttl_ms, alive_ms = args[1], args[2], to_count(args[3]), args[4]
  if not is_term(term) then return refuse('yunke_lease', 'the term is not 16 hex digits') end
  if not is_gateway(name) then return refuse('yunke_lease', 'the name is not 1 to 64 of [a-z0-9.-]') end
  if ttl_ms == nil then return refuse('yunke_lease', 'ttl_ms is not a small number') end
  if not is_number(alive_ms) then return refuse('yunke_lease', 'alive_ms is not a number') end
  local holder = redis.call('GET', keys[1])
  local cursor_term = redis.call('HGET', keys[2], 'term')
  local ours = holder and holder:sub(1, 16) == term
  if ttl_ms == 0 then
    if ours then redis.call('DEL', keys[1]) end
    return {'FREE', '', 0}
  end
  if holder and not ours then return {'OTHER', holder, redis.call('PTTL', keys[1])} end
  redis.call('SET', keys[1], term .. ' ' .. name, 'PX', ttl_ms)
  if cursor_term == term and alive_ms ~= '0' then redis.call('HSET', keys[2], 'alive_ms', alive_ms) end
  return {'HELD', term .. ' ' .. name, ttl_ms}
end

-- ---- fence: from now on only this term may commit ------------------------------------------------------------------

-- FCALL yunke_fence 4 {p}:cursor {p}:leader {p}:starts {p}:trying <term>
--   -> {'FENCED'} if the lease is somebody else's | {'NEWLOG'} if there is no cursor
--    | {'OK', <starts at this cursor>, <command id being tried, or ''>, field, value, ... of the cursor}
local function fence(keys, args)
  if #keys ~= 4 or #args ~= 1 then return refuse('yunke_fence', 'needs 4 keys and 1 argument') end
  local wrong = wrong_keys(keys, {'cursor', 'leader', 'starts', 'trying'})
  if wrong then return refuse('yunke_fence', wrong) end
  local term = args[1]
  if not is_term(term) then return refuse('yunke_fence', 'the term is not 16 hex digits') end
  local holder = redis.call('GET', keys[2])
  local at = redis.call('HGET', keys[1], 'last_command')
  local before = redis.call('HMGET', keys[3], 'cursor', 'count')
  local trying = redis.call('GET', keys[4]) or ''
  if not holder or holder:sub(1, 16) ~= term then return {'FENCED'} end
  if not at then return {'NEWLOG'} end
  local starts = 1
  if before[1] == at then starts = (to_count(before[2] or '') or 0) + 1 end
  redis.call('HSET', keys[3], 'cursor', at, 'count', string.format('%d', starts))
  redis.call('HSET', keys[1], 'term', term)
  local answer = {'OK', string.format('%d', starts), trying}
  for _, part in ipairs(redis.call('HGETALL', keys[1])) do answer[#answer + 1] = part end
  return answer
end

-- ---- commit --------------------------------------------------------------------------------------------------------

-- Keys 1 to 7 have fixed names; the transcripts, out streams and keys to delete follow.
local FIXED = {'cursor', 'state', 'log', 'cmd', 'facts', 'archive', 'gateways'}
local CURSOR, STATE, LOG, CMD, FACTS, ARCHIVE, GATEWAYS = 1, 2, 3, 4, 5, 6, 7

-- The arguments: 11 single values, 8 counts, then the lists that they count, one after the other:
--   term, previous sequence, previous hash, sequence, hash, last command, log epoch, configuration revision, alive_ms,
--   run id, log entry;
--   state fields with values, deleted state fields, transcript entries (index of the key, number, bytes), out entries
--   (index of the key, id, bytes), facts (id, bytes), archived conversations (id, bytes), lost gateways (name);
--   the last count is that of the keys to delete, the last ones of KEYS.
local HEAD = 19

-- Reads the head into a table; nil and a sentence if it is wrong.
local function read_head(keys, args)
  if #args < HEAD then return nil, 'arguments are missing' end
  local wrong = wrong_keys(keys, FIXED)
  if wrong then return nil, wrong end
  if not is_term(args[1]) then return nil, 'the term is not 16 hex digits' end
  if not is_number(args[2]) or not is_number(args[4]) then return nil, 'a sequence is not a number' end
  if not is_hash(args[3]) or not is_hash(args[5]) then return nil, 'a hash is not 64 hex digits' end
  if not is_id(args[6]) then return nil, 'the command id is not an id' end
  for i = 7, 9 do
    if not is_number(args[i]) then return nil, 'argument ' .. i .. ' is not a number' end
  end
  if args[10] == '' or #args[10] > 64 then return nil, 'the run id is missing or too long' end
  if args[11] == '' then return nil, 'the log entry is empty' end
  local n = {}
  for i = 12, HEAD do
    n[i - 11] = to_count(args[i])
    if n[i - 11] == nil then return nil, 'argument ' .. i .. ' is not a count' end
  end
  local head = {
    term = args[1], previous_sequence = args[2], previous_hash = args[3], sequence = args[4], hash = args[5],
    last_command = args[6], log_epoch = args[7], config_revision = args[8], alive_ms = args[9], run_id = args[10],
    log = args[11],
    sets = n[1], deletes = n[2], entries = n[3], outs = n[4], facts = n[5], archived = n[6], gone = n[7],
    gone_keys = n[8],
  }
  head.at_sets = HEAD + 1
  head.at_deletes = head.at_sets + 2 * head.sets
  head.at_entries = head.at_deletes + head.deletes
  head.at_outs = head.at_entries + 3 * head.entries
  head.at_facts = head.at_outs + 3 * head.outs
  head.at_archived = head.at_facts + 2 * head.facts
  head.at_gone = head.at_archived + 2 * head.archived
  local last = head.at_gone + head.gone - 1
  if #args ~= last then return nil, 'there are ' .. #args .. ' arguments, the counts say ' .. last end
  if head.gone_keys > #keys - #FIXED then return nil, 'there are fewer keys than are to be deleted' end
  head.first_gone_key = #keys - head.gone_keys + 1
  return head, nil
end

local function is_stream_key(index, head)
  return index ~= nil and index > #FIXED and index < head.first_gone_key
end

-- A sentence if a list holds something that a write could stumble over; else nil.
local function wrong_lists(keys, args, head)
  local rising, first_key, last_key = {}, #FIXED + 1, head.first_gone_key - 1
  for at = head.at_entries, head.at_outs - 1, 3 do
    local key, n = tonumber(args[at]), args[at + 1]
    if not key or key < first_key or key > last_key or key % 1 ~= 0 then return 'an entry names no transcript key' end
    if #n > 10 or not n:find('^%d+$') or tonumber(n) <= (rising[key] or 0) then
      return 'entry numbers do not rise'
    end
    rising[key] = tonumber(n)
  end
  for i = 0, head.outs - 1 do
    local at = head.at_outs + 3 * i
    local key = to_count(args[at])
    if not is_stream_key(key, head) or rising[key] then return 'an out entry names no out key of its own' end
    if not is_id(args[at + 1]) then return 'an out id is not an id' end
    rising[key] = 1
  end
  for i = 0, head.facts - 1 do
    if not is_id(args[head.at_facts + 2 * i]) then return 'a fact id is not an id' end
  end
  for i = head.at_archived, head.at_gone - 1, 2 do
    if not is_number(args[i]) or args[i + 1] == '' then return 'an archived conversation has no id or no bytes' end
  end
  for i = head.at_gone, #args do
    if not is_gateway(args[i]) then return 'a lost gateway has no name of a gateway' end
  end
  return nil
end

-- True if nothing stands in the stream at this id or above, so that it can be appended.
local function is_free(key, id) return #redis.call('XRANGE', key, id, '+', 'COUNT', '1') == 0 end

-- True if every stream but the transcripts takes the entries that this commit has for it, and every hash is one. Reads
-- only; a key of the wrong type raises an error here, before the first write.
local function all_free(keys, args, head)
  redis.call('HLEN', keys[STATE])
  redis.call('HLEN', keys[ARCHIVE])
  redis.call('HLEN', keys[GATEWAYS])
  if not is_free(keys[LOG], head.sequence .. '-0') then return false end
  if head.facts > 0 and not is_free(keys[FACTS], args[head.at_facts]) then return false end
  local gone = {}
  for i = head.first_gone_key, #keys do gone[keys[i]] = true end
  for i = 0, head.outs - 1 do
    local at = head.at_outs + 3 * i
    local key = keys[tonumber(args[at])]
    if not gone[key] and not is_free(key, args[at + 1]) then return false end
  end
  return true
end

-- HSET or HDEL with args[first .. last] in as few calls as the bound allows. `step` is 2 for pairs.
local function in_chunks(command, key, args, first, last, step)
  local most = ARGUMENTS_MAX - 2 - (ARGUMENTS_MAX - 2) % step
  while first <= last do
    local till = math.min(first + most - 1, last)
    redis.call(command, key, unpack(args, first, till))
    first = till + 1
  end
end

-- The transcripts go first, each without a look beforehand, which would cost as much again as all else. One that does
-- not take its line and does not hold it either is damaged: false, and nothing else is written. Lines that stand by
-- then are beyond what the state tells readers of, and a retry finds them.
local function append_transcripts(keys, args, head)
  local pcall = redis.pcall
  for at = head.at_entries, head.at_outs - 1, 3 do
    local key, id, line = keys[tonumber(args[at])], args[at + 1] .. '-0', args[at + 2]
    local answer = pcall('XADD', key, id, 'e', line)
    if type(answer) == 'table' and answer.err then
      local found = pcall('XRANGE', key, id, id)
      if found.err or not found[1] or found[1][2][2] ~= line then return false end
    end
  end
  return true
end

local function write_rest(keys, args, head)
  in_chunks('HSET', keys[STATE], args, head.at_sets, head.at_deletes - 1, 2)
  in_chunks('HDEL', keys[STATE], args, head.at_deletes, head.at_entries - 1, 1)
  in_chunks('HDEL', keys[GATEWAYS], args, head.at_gone, #args, 1)
  -- Before the out entries: a name that comes back in the same commit begins a new stream.
  for i = head.first_gone_key, #keys do redis.call('UNLINK', keys[i]) end
  for at = head.at_outs, head.at_facts - 1, 3 do
    redis.call('XADD', keys[tonumber(args[at])], 'MAXLEN', '~', OUT_ENTRIES, args[at + 1], 'o', args[at + 2])
  end
  for at = head.at_facts, head.at_archived - 1, 2 do
    redis.call('XADD', keys[FACTS], args[at], 'f', args[at + 1])
  end
  in_chunks('HSET', keys[ARCHIVE], args, head.at_archived, head.at_gone - 1, 2)
  redis.call('XADD', keys[LOG], head.sequence .. '-0', 'l', head.log)
  redis.call('HSET', keys[CURSOR], 'last_command', head.last_command, 'sequence', head.sequence, 'hash', head.hash,
    'log_epoch', head.log_epoch, 'run_id', head.run_id, 'config_revision', head.config_revision,
    'alive_ms', head.alive_ms)
end

-- FCALL yunke_commit <keys> -> COMMITTED | ALREADY | FENCED | NEWLOG | NOINPUT | MISMATCH
local function commit(keys, args)
  local head, wrong = read_head(keys, args)
  wrong = wrong or wrong_lists(keys, args, head)
  if wrong then return refuse('yunke_commit', wrong) end
  local cursor = redis.call('HMGET', keys[CURSOR], 'term', 'sequence', 'hash', 'last_command')
  if not cursor[2] then return redis.status_reply('NEWLOG') end
  if cursor[1] ~= head.term then return redis.status_reply('FENCED') end
  if cursor[2] == head.sequence and cursor[3] == head.hash then return redis.status_reply('ALREADY') end
  if cursor[2] ~= head.previous_sequence or cursor[3] ~= head.previous_hash then
    return redis.status_reply('MISMATCH')
  end
  if head.last_command ~= cursor[4] and
      #redis.call('XRANGE', keys[CMD], head.last_command, head.last_command) == 0 then
    return redis.status_reply('NOINPUT')
  end
  if not all_free(keys, args, head) or not append_transcripts(keys, args, head) then
    return redis.status_reply('MISMATCH')
  end
  write_rest(keys, args, head)
  return redis.status_reply('COMMITTED')
end

-- ---- let go: the archive has a conversation -----------------------------------------------------------------------

-- FCALL yunke_let_go 2 {p}:archive {p}:conv:<id> <id> <bytes> <entries> -> LET_GO | GONE | OTHER
-- Takes an archived conversation and its transcript out of Redis if both are still what was archived: the same bytes,
-- as many entries. GONE: it was let go before. OTHER: Redis went back meanwhile, and what stands is left alone.
local function let_go(keys, args)
  if #keys ~= 2 or #args ~= 3 then return refuse('yunke_let_go', 'needs 2 keys and 3 arguments') end
  local id, bytes, entries = args[1], args[2], to_count(args[3])
  if not is_number(id) then return refuse('yunke_let_go', 'the id is not a number') end
  if bytes == '' then return refuse('yunke_let_go', 'the bytes are missing') end
  if entries == nil then return refuse('yunke_let_go', 'the entries are not a count') end
  local wrong = wrong_keys(keys, {'archive', 'conv:' .. id})
  if wrong then return refuse('yunke_let_go', wrong) end
  local held = redis.call('HGET', keys[1], id)
  local length = redis.call('XLEN', keys[2])
  if not held then return redis.status_reply('GONE') end
  if held ~= bytes or length ~= entries then return redis.status_reply('OTHER') end
  redis.call('HDEL', keys[1], id)
  redis.call('UNLINK', keys[2])
  return redis.status_reply('LET_GO')
end

-- ---- try: which command is applied alone ---------------------------------------------------------------------------

-- FCALL yunke_try 1 {p}:trying <"<command id> <tries>", or ''> -> OK
-- A Function only because a plain SET is refused at maxmemory, and then nothing would drain.
local function try(keys, args)
  if #keys ~= 1 or #args ~= 1 then return refuse('yunke_try', 'needs 1 key and 1 argument') end
  local wrong = wrong_keys(keys, {'trying'})
  if wrong then return refuse('yunke_try', wrong) end
  local id, tries = string.match(args[1], '^(%d+%-%d+) (%d+)$')
  if args[1] ~= '' and (id == nil or not is_id(id) or not to_count(tries)) then
    return refuse('yunke_try', 'the argument is not a command id with a count')
  end
  if args[1] == '' then redis.call('DEL', keys[1]) else redis.call('SET', keys[1], args[1]) end
  return redis.status_reply('OK')
end

-- ---- keep: the state as it stands becomes a snapshot --------------------------------------------------------------

-- FCALL yunke_keep 4 {p}:cursor {p}:state {p}:snapshots {p}:snapshot:<sequence> <term> <sequence> <item of the list>
--   -> KEPT | MOVED if another term may commit now, or something was committed
-- The number of the state's fields is added to the item.
local function keep(keys, args)
  if #keys ~= 4 or #args ~= 3 then return refuse('yunke_keep', 'needs 4 keys and 3 arguments') end
  local term, sequence, item = args[1], args[2], args[3]
  if not is_term(term) then return refuse('yunke_keep', 'the term is not 16 hex digits') end
  if not is_number(sequence) then return refuse('yunke_keep', 'the sequence is not a number') end
  if item == '' then return refuse('yunke_keep', 'the item is missing') end
  local wrong = wrong_keys(keys, {'cursor', 'state', 'snapshots', 'snapshot:' .. sequence})
  if wrong then return refuse('yunke_keep', wrong) end
  local cursor = redis.call('HMGET', keys[1], 'term', 'sequence')
  if cursor[1] ~= term or cursor[2] ~= sequence then return redis.status_reply('MOVED') end
  local fields = redis.call('HLEN', keys[2])
  redis.call('UNLINK', keys[4])
  redis.call('COPY', keys[2], keys[4])
  redis.call('HSET', keys[3], sequence, item .. ' ' .. string.format('%d', fields))
  return redis.status_reply('KEPT')
end

-- ---- create: a pool begins -----------------------------------------------------------------------------------------

-- FCALL yunke_create 3 {p}:cursor {p}:cmd {p}:state <log_epoch> <run_id> -> CREATED | EXISTS
-- Makes the empty command stream, to which gateways append with NOMKSTREAM, and the cursor.
local function create(keys, args)
  if #keys ~= 3 or #args ~= 2 then return refuse('yunke_create', 'needs 3 keys and 2 arguments') end
  local wrong = wrong_keys(keys, {'cursor', 'cmd', 'state'})
  if wrong then return refuse('yunke_create', wrong) end
  if not is_number(args[1]) then return refuse('yunke_create', 'the log epoch is not a number') end
  if args[2] == '' or #args[2] > 64 then return refuse('yunke_create', 'the run id is missing or too long') end
  if redis.call('EXISTS', keys[1], keys[2], keys[3]) > 0 then return redis.status_reply('EXISTS') end
  redis.call('XADD', keys[2], '0-1', 'c', '')
  redis.call('XDEL', keys[2], '0-1')
  redis.call('HSET', keys[1], 'last_command', '0-0', 'term', string.rep('0', 16), 'sequence', '0',
    'hash', string.rep('0', 64), 'log_epoch', args[1], 'run_id', args[2], 'config_revision', '0', 'alive_ms', '0')
  return redis.status_reply('CREATED')
end

local function register(name, callback)
  redis.register_function{function_name = name, callback = callback, flags = {'allow-oom'}}
end

register('yunke_beat', beat)
register('yunke_lease', lease)
register('yunke_fence', fence)
register('yunke_commit', commit)
register('yunke_let_go', let_go)
register('yunke_try', try)
register('yunke_create', create)
redis.register_function('yunke_keep', keep)
