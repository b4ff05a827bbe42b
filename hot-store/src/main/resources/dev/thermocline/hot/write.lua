-- Writes rows of entities: compare, set, extend the expiry. Newer wins by RowOrder, so it may be
-- repeated and reordered at will.
-- KEYS     the entities' hashes; one on a cluster
-- ARGV     for each key: seconds that the hash must stay from now on at least, number of rows, and
--          the rows in threes: field, rule, packed row. The rules:
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

-- event time, width of created delta, width of ingest delta, position behind the event time
local function head(v)
  local first, widths = string.byte(v, 1, 2)
  if not widths or math.floor(first / 16) ~= 1 then
    error('LAYOUT a row of layout ' .. (first and math.floor(first / 16) or 'none')
        .. ' stands in ' .. key .. '; this release writes layout 1')
  end
  local created, ingest = math.floor(widths / 16) % 8, widths % 8
  if widths >= 128 then
    return struct.unpack('>i5', v, 3) * 1000000, created, ingest, 8
  end
  return struct.unpack('>i7', v, 3), created, ingest, 10
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
  local event, vc, vi, vp = head(v)
  local oldEvent, oc, oi, op = head(old)
  if event ~= oldEvent then return event > oldEvent end
  local hasCreated, oldHasCreated = string.byte(v, 1) % 16 >= 8, string.byte(old, 1) % 16 >= 8
  if hasCreated ~= oldHasCreated then return hasCreated end
  local created, oldCreated = at(vc, v, vp), at(oc, old, op)
  if created ~= oldCreated then return created > oldCreated end
  local ingest, oldIngest = at(vi, v, vp + vc), at(oi, old, op + oc)
  if ingest ~= oldIngest then return ingest > oldIngest end
  local schema, _, _, body = tail(v, vc, vi, vp)
  local oldSchema, _, _, oldBody = tail(old, oc, oi, op)
  if schema ~= oldSchema then return schema > oldSchema end
  local mine, theirs = digest(v, body), digest(old, oldBody)
  for i = 1, 40, 10 do
    local m, t = tonumber(string.sub(mine, i, i + 9), 16), tonumber(string.sub(theirs, i, i + 9), 16)
    if m ~= t then return m > t end
  end
  return false
end

local function takenAway(old, ranges)
  local _, created, ingest, position = head(old)
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

local changed, next = 0, 1
for k = 1, #KEYS do
  key = KEYS[k]
  local retention, last = ARGV[next], next + 1 + 3 * ARGV[next + 1]
  for i = next + 2, last, 3 do
    local field, rule, v = ARGV[i], ARGV[i + 1], ARGV[i + 2]
    local old = redis.call('HGET', key, field)
    if rule == 'x' then
      if same(old, v) then changed = changed + redis.call('HDEL', key, field) end
    elseif wins(old, rule, v) then
      redis.call('HSET', key, field, v)
      changed = changed + 1
    end
  end
  -- GT holds a key without expiry for endless, so a new key needs the second call.
  if redis.call('EXPIRE', key, retention, 'GT') == 0 then
    redis.call('EXPIRE', key, retention, 'NX')
  end
  next = last + 1
end
return changed
