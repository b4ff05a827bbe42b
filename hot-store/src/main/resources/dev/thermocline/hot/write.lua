-- Writes rows of entities: compare, set, extend the retention. Newer wins by RowOrder, so it may be
-- repeated and reordered at will.
-- KEYS     the entities' hashes; one on a cluster
-- ARGV     keys in a row that get the same kind of rows share a head: how many keys, seconds that
--          their hashes must stay from now on at least, how many rows each, and of each row its
--          field and rule. Behind it the packed rows, key by key. Arguments are a good part of the
--          price of a call. The rules:
--   w  write when there is no row or an older one
--   o  write over an older row only
--   x  remove exactly this row, if it stands there
--   any other: ranges of snapshot numbers that were taken away, as 3-3,7-9; a row of one of them is
--   replaced whatever its age
-- Answers how many fields it changed.

local key

local function at(width, v, position)
  if width == 0 then return 0 end
  return struct.unpack('>i' .. width, v, position)
end

-- event time, widths of the other times, position behind the event time
local function event(v)
  local first, widths = string.byte(v, 1, 2)
  if not widths or first < 16 or first > 31 then
    error('LAYOUT a row of layout ' .. (first and math.floor(first / 16) or 'none')
        .. ' stands in ' .. key .. '; this release writes layout 1')
  end
  if widths >= 128 then return struct.unpack('>i5', v, 3) * 1000000, widths, 8 end
  return struct.unpack('>i7', v, 3), widths, 10
end

-- width of created delta, width of ingest delta
local function distances(widths)
  return math.floor(widths / 16) % 8, widths % 8
end

local function varint(v, position)
  local value, scale = 0, 1
  while true do
    local b = string.byte(v, position)
    position = position + 1
    if b < 128 then return value + b * scale, position end
    value = value + (b - 128) * scale
    scale = scale * 128
  end
end

-- schema number, whether it came by stream, snapshot number, the values' position
local function tail(v, created, ingest, position)
  local schema, number
  schema, position = varint(v, position + created + ingest)
  number, position = varint(v, position)
  local stream = math.floor(string.byte(v, 1) / 4) % 2 == 1
  if stream then
    local offset
    offset, position = varint(v, position)
  end
  return schema, stream, number, position
end

local function digest(v, position)
  return redis.sha1hex(string.char(string.byte(v, 1) % 4) .. string.sub(v, position))
end

local function newer(v, old)
  -- Of whole seconds since 1970, as most are, nothing else is unpacked to tell which is newer.
  local l, w, a, b, c, d, e = string.byte(v, 1, 7)
  local ol, ow, oa, ob, oc, od, oe = string.byte(old, 1, 7)
  if oe and w >= 128 and ow >= 128 and a < 128 and oa < 128 and ol >= 16 and ol < 32 then
    local mine = (((a * 256 + b) * 256 + c) * 256 + d) * 256 + e
    local theirs = (((oa * 256 + ob) * 256 + oc) * 256 + od) * 256 + oe
    if mine ~= theirs then return mine > theirs end
  end
  local mine, widths, vp = event(v)
  local theirs, oldWidths, op = event(old)
  if mine ~= theirs then return mine > theirs end
  local vc, vi = distances(widths)
  local oc, oi = distances(oldWidths)
  local hasCreated, oldHasCreated = string.byte(v, 1) % 16 >= 8, string.byte(old, 1) % 16 >= 8
  if hasCreated ~= oldHasCreated then return hasCreated end
  local created, oldCreated = at(vc, v, vp), at(oc, old, op)
  if created ~= oldCreated then return created > oldCreated end
  local ingest, oldIngest = at(vi, v, vp + vc), at(oi, old, op + oc)
  if ingest ~= oldIngest then return ingest > oldIngest end
  local schema, _, _, body = tail(v, vc, vi, vp)
  local oldSchema, _, _, oldBody = tail(old, oc, oi, op)
  if schema ~= oldSchema then return schema > oldSchema end
  mine, theirs = digest(v, body), digest(old, oldBody)
  for i = 1, 40, 10 do
    local m, t = tonumber(string.sub(mine, i, i + 9), 16), tonumber(string.sub(theirs, i, i + 9), 16)
    if m ~= t then return m > t end
  end
  return false
end

local function takenAway(old, ranges)
  local _, widths, position = event(old)
  local created, ingest = distances(widths)
  local _, stream, number = tail(old, created, ingest, position)
  if stream then return false end
  for first, last in string.gmatch(ranges, '(%d+)-(%d+)') do
    if number >= tonumber(first) and number <= tonumber(last) then return true end
  end
  return false
end

local function wins(old, rule, v)
  if not old then return rule ~= 'o' end
  if old == v then return false end
  if rule ~= 'w' and rule ~= 'o' and takenAway(old, rule) then return true end
  return newer(v, old)
end

local function same(old, v)
  return old and not newer(v, old) and not newer(old, v)
end

-- Whether the next row is thought not to be there, as the one before; such a row takes one command
-- instead of two.
local absent = #KEYS > 1
local changed, next, k = 0, 1, 1
while k <= #KEYS do
  local head, last = next, k + ARGV[next] - 1
  local retention = ARGV[head + 1]
  local rows = tonumber(ARGV[head + 2])
  next = head + 3 + 2 * rows
  while k <= last do
    key = KEYS[k]
    local isNew = true
    for i = 1, rows do
      local field, rule, v = ARGV[head + 1 + 2 * i], ARGV[head + 2 + 2 * i], ARGV[next]
      if absent and rule == 'w' and redis.call('HSETNX', key, field, v) == 1 then
        changed = changed + 1
      else
        local old = redis.call('HGET', key, field)
        absent = not old
        if old then isNew = false end
        if rule == 'x' then
          if same(old, v) then changed = changed + redis.call('HDEL', key, field) end
        elseif wins(old, rule, v) then
          redis.call('HSET', key, field, v)
          changed = changed + 1
        end
      end
      next = next + 1
    end
    -- GT holds a key without expiry for endless, NX changes no other: one of them is right, mostly
    -- the one that is tried first.
    local likely, other = 'GT', 'NX'
    if isNew then likely, other = other, likely end
    if redis.call('EXPIRE', key, retention, likely) == 0 then
      redis.call('EXPIRE', key, retention, other)
    end
    k = k + 1
  end
end
return changed
