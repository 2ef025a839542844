using System.Runtime.InteropServices;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// The newest samples, in memory until they are gathered into chunks of the file: the log has them. Packed as the chunks are, some three bytes a sample. Of two of the
/// same time the one that came first stands. One thread writes and gathers; any thread reads.
/// </summary>
internal sealed class UngatheredSamples
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(int Point, Quantity Quantity), List<UngatheredChunk>> _series = []; // each by the time at which they were begun
    private readonly SortedDictionary<long, Stretch> _open = []; // by start
    private readonly List<Stretch> _closed = []; // nothing is added to them any more
    private (int Stretch, int Chunk) _next; // of the closed ones
    private long _bytes;

    /// <summary>Bytes that they take in memory.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _open.Count == 0 && _closed.Count == 0;

    /// <summary>
    /// Position of the first record of the log of which there is a sample that <see cref="Next"/> has not given; <see cref="long.MaxValue"/> when there is none. The
    /// writer's thread.
    /// </summary>
    public long FirstPosition => _open.Values.Concat(_closed.Skip(_next.Stretch)).Select(stretch => stretch.FirstPosition).DefaultIfEmpty(long.MaxValue).Min();

    /// <summary>Adds the samples of a record. The writer's thread.</summary>
    public void Add(ReadOnlySpan<Sample> samples, long position)
    {
        lock (_gate)
        {
            foreach (ref readonly var sample in samples)
            {
                var chunk = ChunkOf(sample, position);
                var before = chunk.Bytes;
                chunk.Add(sample);
                _bytes += chunk.Bytes - before;
            }
        }
    }

    /// <summary>Whether there is a chunk that ended at or before <paramref name="border"/>, ms. The writer's thread.</summary>
    public bool Has(long border) => _closed.Count > 0 || (_open.Count > 0 && IsOver(_open.First().Key, border));

    /// <summary>
    /// The next chunk to gather of those that ended at or before <paramref name="border"/>, ms, or null: the oldest first, of the same start by point and quantity. What
    /// comes for it from now on begins another. The writer's thread.
    /// </summary>
    public UngatheredChunk? Next(long border)
    {
        if (_next.Stretch == _closed.Count && !TryClose(border))
        {
            return null;
        }

        var chunks = _closed[_next.Stretch].Chunks;
        var chunk = chunks[_next.Chunk];
        _next = _next.Chunk + 1 == chunks.Count ? (_next.Stretch + 1, 0) : (_next.Stretch, _next.Chunk + 1);
        return chunk;
    }

    /// <summary>What <see cref="Next"/> gave is in the file, and is forgotten here. The writer's thread.</summary>
    public void Commit()
    {
        lock (_gate)
        {
            for (var i = 0; i < _next.Stretch; i++)
            {
                Forget(_closed[i].Chunks);
            }

            _closed.RemoveRange(0, _next.Stretch);
            if (_next.Chunk > 0)
            {
                var chunks = _closed[0].Chunks;
                Forget(chunks[.._next.Chunk]);
                chunks.RemoveRange(0, _next.Chunk);
            }

            _next = default;
        }
    }

    /// <summary>What <see cref="Next"/> gave is to be had from it again. The writer's thread.</summary>
    public void Rollback() => _next = default;

    /// <summary>Samples with time in <paramref name="span"/>, by time, at most <paramref name="limit"/>.</summary>
    public List<Sample> Read(int point, Quantity quantity, Interval span, int limit)
    {
        var found = new List<Sample>();
        lock (_gate)
        {
            foreach (var chunk in ChunksOf(point, quantity))
            {
                if (chunk.Start < span.End.Milliseconds && chunk.LastTime > span.Start.Milliseconds)
                {
                    found = HistoryReading.Merge(found, chunk.Read(span), int.MaxValue);
                }
            }
        }

        found.RemoveRange(Math.Min(limit, found.Count), Math.Max(0, found.Count - limit));
        return found;
    }

    /// <summary>The newest at or before <paramref name="time"/>.</summary>
    public Sample? FindLast(int point, Quantity quantity, Instant time)
    {
        var last = default(Sample?);
        lock (_gate)
        {
            foreach (var chunk in ChunksOf(point, quantity))
            {
                if (chunk.Start < time.Milliseconds && (last is null || chunk.LastTime > last.Value.Time.Milliseconds))
                {
                    var found = chunk.FindLast(time);
                    last = found is { } newer && (last is null || newer.Time > last.Value.Time) ? newer : last;
                }
            }
        }

        return last;
    }

    /// <summary>Time of the oldest of a point and quantity, ms; <see cref="long.MaxValue"/> when there is none.</summary>
    public long FirstTime(int point, Quantity quantity)
    {
        lock (_gate)
        {
            var chunks = ChunksOf(point, quantity);
            return chunks.Count == 0 ? long.MaxValue : chunks.Min(chunk => chunk.FirstTime);
        }
    }

    /// <summary>A time before all of a point and quantity, ms; <see cref="long.MaxValue"/> when there is none.</summary>
    public long FirstStart(int point, Quantity quantity)
    {
        lock (_gate)
        {
            return ChunksOf(point, quantity).Select(chunk => chunk.Start).DefaultIfEmpty(long.MaxValue).Min();
        }
    }

    /// <summary>Every point and quantity of which there is one.</summary>
    public List<(int Point, Quantity Quantity)> ReadSeries()
    {
        lock (_gate)
        {
            return [.. _series.Keys];
        }
    }

    private static bool IsOver(long start, long border) => start <= border - HistoryChunk.Milliseconds;

    private List<UngatheredChunk> ChunksOf(int point, Quantity quantity) => _series.GetValueOrDefault((point, quantity)) ?? [];

    private bool TryClose(long border)
    {
        if (_open.Count == 0 || !IsOver(_open.First().Key, border))
        {
            return false;
        }

        var (start, stretch) = _open.First();
        stretch.Chunks.Sort((a, b) => (a.Point, a.Quantity).CompareTo((b.Point, b.Quantity)));
        lock (_gate)
        {
            foreach (var chunk in stretch.Chunks)
            {
                var before = chunk.Bytes;
                chunk.Close();
                _bytes += chunk.Bytes - before;
            }
        }

        _open.Remove(start);
        _closed.Add(stretch);
        return true;
    }

    private UngatheredChunk ChunkOf(in Sample sample, long position)
    {
        var start = HistoryChunk.StartOf(sample.Time);
        ref var chunks = ref CollectionsMarshal.GetValueRefOrAddDefault(_series, (sample.Point, sample.Quantity), out _);
        chunks ??= [];
        for (var i = chunks.Count - 1; i >= 0; i--)
        {
            if (chunks[i].Start == start && !chunks[i].IsClosed)
            {
                return chunks[i];
            }
        }

        if (!_open.TryGetValue(start, out var stretch))
        {
            _open[start] = stretch = new Stretch(position, []);
        }

        var chunk = new UngatheredChunk(sample.Point, sample.Quantity, start);
        stretch.Chunks.Add(chunk);
        chunks.Add(chunk);
        _bytes += chunk.Bytes;
        return chunk;
    }

    private void Forget(IEnumerable<UngatheredChunk> gathered)
    {
        foreach (var chunk in gathered)
        {
            var chunks = ChunksOf(chunk.Point, chunk.Quantity);
            chunks.Remove(chunk);
            _bytes -= chunk.Bytes;
            if (chunks.Count == 0)
            {
                _series.Remove((chunk.Point, chunk.Quantity));
            }
        }
    }

    /// <summary>Chunks of one start.</summary>
    /// <param name="FirstPosition">Of the record that brought the first sample.</param>
    /// <param name="Chunks">Of each point and quantity one.</param>
    private sealed record Stretch(long FirstPosition, List<UngatheredChunk> Chunks);
}
