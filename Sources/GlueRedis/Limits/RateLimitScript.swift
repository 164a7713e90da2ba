extension RedisScript {
    /// The meters of rate limits, formula by formula those of GlueLLM's own: a test holds them together.
    ///
    /// - Keys: One a count.
    /// - Arguments: `admit` or `settle`; the time in microseconds, empty for Redis's own, so that machines need not agree on
    ///   theirs; when what is settled was admitted; then five a count: algorithm, count, period in microseconds, burst, cost.
    /// - Returns: `{0, time}` where all are admitted; `{1, wait in microseconds, index}` where one is not, and nothing is changed.
    ///
    /// A count is kept as up to three doubles, to the last digit, until it is as good as new.
    static let rateLimit = RedisScript(
        source: """
            local floor, max, min = math.floor, math.max, math.min
            local meters = {
              fixed_window = {
                new = function() return {-1, 0, 0} end,
                move = function(s, q, now)
                  local current = floor(now / q.period)
                  return {current, current == s[1] and s[2] or 0, 0}
                end,
                wait = function(s, q, now, cost)
                  if s[2] + cost <= q.count then return 0 end
                  return max((s[1] + 1) * q.period - now, 1)
                end,
                charge = function(s, q, now, cost) s[2] = s[2] + cost end,
                correct = function(s, q, now, difference, before)
                  if difference > 0 or floor(before / q.period) == s[1] then s[2] = max(s[2] + difference, 0) end
                end,
                idle = function(s, q) return (s[1] + 1) * q.period end,
              },
              sliding_window = {
                new = function() return {-1, 0, 0} end,
                move = function(s, q, now)
                  local current = floor(now / q.period)
                  if current == s[1] then return s end
                  return {current, 0, current == s[1] + 1 and s[2] or 0}
                end,
                wait = function(s, q, now, cost)
                  local left = (s[1] + 1) * q.period - now
                  local weight = floor(left / q.period * s[3])
                  if weight + s[2] + cost <= q.count then return 0 end
                  return max(weight > 0 and min(left * cost / weight, left) or left, 1)
                end,
                charge = function(s, q, now, cost) s[2] = s[2] + cost end,
                correct = function(s, q, now, difference, before)
                  local window = floor(before / q.period)
                  if difference > 0 or window == s[1] then s[2] = max(s[2] + difference, 0)
                  elseif window == s[1] - 1 then s[3] = max(s[3] + difference, 0) end
                end,
                idle = function(s, q) return (s[1] + 2) * q.period end,
              },
              leaky_bucket = {
                new = function() return {0, 0, 0} end,
                move = function(s, q, now) return {max(s[1] - max(now - s[2], 0) * q.rate, 0), now, 0} end,
                wait = function(s, q, now, cost) return (s[1] + cost - q.burst) / q.rate end,
                charge = function(s, q, now, cost) s[1] = s[1] + cost end,
                correct = function(s, q, now, difference) s[1] = max(s[1] + difference, 0) end,
                idle = function(s, q) return s[2] + s[1] / q.rate end,
              },
              token_bucket = {
                new = function(q) return {q.burst, 0, 0} end,
                move = function(s, q, now) return {min(s[1] + max(now - s[2], 0) * q.rate, q.burst), now, 0} end,
                wait = function(s, q, now, cost) return (cost - s[1]) / q.rate end,
                charge = function(s, q, now, cost) s[1] = s[1] - cost end,
                correct = function(s, q, now, difference) s[1] = min(s[1] - difference, q.burst) end,
                idle = function(s, q) return s[2] + (q.burst - s[1]) / q.rate end,
              },
              gcra = {
                new = function() return {0, 0, 0} end,
                move = function(s, q, now) return {max(s[1], now), 0, 0} end,
                wait = function(s, q, now, cost) return s[1] + (cost - q.burst) * q.interval - now end,
                charge = function(s, q, now, cost) s[1] = s[1] + cost * q.interval end,
                correct = function(s, q, now, difference) s[1] = s[1] + difference * q.interval end,
                idle = function(s, q) return s[1] end,
              },
            }
            local operation, now, before = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
            if not now then
              local time = redis.call('TIME')
              now = time[1] * 1000000 + time[2]
            end
            local counts, longest, index = {}, 0, 0
            for i, key in ipairs(KEYS) do
              local at = 5 * i - 1
              local count, period = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
              local q = {count = count, period = period, burst = tonumber(ARGV[at + 3]), rate = count / period, interval = period / count}
              local meter, cost = meters[ARGV[at]], tonumber(ARGV[at + 4])
              local a, b, c = string.match(redis.call('GET', key) or '', '^(%S+) (%S+) (%S+)$')
              local s = meter.move(a and {tonumber(a), tonumber(b), tonumber(c)} or meter.new(q), q, now)
              counts[i] = {key = key, meter = meter, q = q, s = s, cost = cost}
              if operation == 'admit' then
                local wait = meter.wait(s, q, now, cost)
                if wait >= 1 and wait > longest then longest, index = wait, i end
              end
            end
            if longest > 0 then return {1, math.ceil(longest), index - 1} end
            for _, count in ipairs(counts) do
              if operation == 'admit' then count.meter.charge(count.s, count.q, now, count.cost)
              else count.meter.correct(count.s, count.q, now, count.cost, before) end
              local life = math.ceil((count.meter.idle(count.s, count.q) - now) / 1000)
              if life > 0 then
                redis.call('SET', count.key, string.format('%.17g %.17g %.17g', count.s[1], count.s[2], count.s[3]), 'PX', string.format('%d', life))
              else
                redis.call('DEL', count.key)
              end
            end
            return {0, now}
            """
    )
}
