using System.Runtime.ExceptionServices;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>
/// Brings files to a sink on several cores: text is taken in its order by one thread at a time, decoded by any, admitted in its order, and then taken shard by
/// shard. Every core does whatever there is to do next; how many there are changes nothing of what the sink is given. The memory is bounded: a few pieces.
/// </summary>
/// <param name="registry">The points.</param>
/// <param name="cores">How many cores work.</param>
/// <param name="shards">How many shards the points are cut into.</param>
/// <param name="pieceBytes">Length of the pieces of text.</param>
internal sealed class CsvPipeline(Registry registry, int cores, int shards, int pieceBytes)
{
    private const int ChunksAhead = 2; // for each core
    private const int ChunksAfter = 2; // for each core

    private readonly object _gate = new();
    private readonly CsvChunk?[] _chunks = new CsvChunk?[cores * (ChunksAhead + ChunksAfter)]; // [number % length]
    private readonly long[] _nextOf = new long[shards]; // [shard], the chunk that it takes next
    private readonly bool[] _isBusy = new bool[shards];
    private long _taken; // chunks
    private long _admitted;
    private bool _isTaking;
    private bool _isAtEnd; // of the input
    private bool _isStopped;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Runs until all has been taken, or nothing further is to be.</summary>
    /// <returns>Whether all was taken: no bad line has ended it, and the sink took everything.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public bool Run(CsvInput input, BadLines badLines, IRunSink sink, CancellationToken cancellationToken)
    {
        void Work(int worker)
        {
            try
            {
                var decoder = new CsvChunkDecoder(registry);
                while (TryFind(worker, out var shard, out var number))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (shard >= 0)
                    {
                        sink.Take(shard, ChunkOf(number).Runs);
                        Done(shard, number);
                    }
                    else if (TryTake(input, number))
                    {
                        decoder.Decode(ChunkOf(number));
                        Admit(number, badLines, sink);
                    }
                }
            }
            catch (Exception exception) // of any kind: the other workers have to end, and the first is thrown again below
            {
                Stop(ExceptionDispatchInfo.Capture(exception));
            }
        }

        Parallel.Invoke(new ParallelOptions { MaxDegreeOfParallelism = cores }, [.. Enumerable.Range(0, cores).Select(worker => (Action)(() => Work(worker)))]);
        _failure?.Throw();
        return !_isStopped;
    }

    private CsvChunk ChunkOf(long number) => _chunks[number % _chunks.Length] ?? throw new System.Diagnostics.UnreachableException("A chunk is made before it is taken.");

    /// <summary>Finds the next thing to do, and waits for it while others are at work.</summary>
    /// <param name="worker">Who asks: it goes on with the shards that it has had, whose state is near.</param>
    /// <param name="shard">Which to take; -1: the next text.</param>
    /// <param name="number">Of which chunk.</param>
    /// <returns><see langword="false"/> when there will be nothing.</returns>
    private bool TryFind(int worker, out int shard, out long number)
    {
        lock (_gate)
        {
            while (!_isStopped && !(_isAtEnd && Array.TrueForAll(_nextOf, next => next == _taken)))
            {
                var isFree = !_isTaking && !_isAtEnd && (_chunks[_taken % _chunks.Length] is not { } chunk || (!chunk.IsDecoded && chunk.ShardsLeft == 0));
                if (isFree && _taken - _nextOf[0] < ChunksAhead * cores)
                {
                    return TakesText(out shard, out number);
                }

                if (TryFindShard(worker, out shard, out number))
                {
                    return true;
                }

                if (isFree)
                {
                    return TakesText(out shard, out number);
                }

                Monitor.Wait(_gate);
            }

            (shard, number) = (-1, -1);
            return false;
        }
    }

    private bool TakesText(out int shard, out long number)
    {
        _isTaking = true;
        (shard, number) = (-1, _taken);
        _chunks[number % _chunks.Length] ??= new CsvChunk(pieceBytes, shards);
        return true;
    }

    private bool TryFindShard(int worker, out int shard, out long number)
    {
        var first = worker * shards / cores;
        for (var i = 0; i < shards; i++)
        {
            shard = first + i < shards ? first + i : first + i - shards;
            number = _nextOf[shard];
            if (number < _admitted && !_isBusy[shard])
            {
                _isBusy[shard] = true;
                return true;
            }
        }

        (shard, number) = (-1, -1);
        return false;
    }

    private bool TryTake(CsvInput input, long number)
    {
        var isTaken = input.TryTake(ChunkOf(number).Piece);
        lock (_gate)
        {
            _isTaking = false;
            _isAtEnd = !isTaken;
            _taken += isTaken ? 1 : 0;
            if (isTaken)
            {
                ChunkOf(number).ShardsLeft = shards;
            }

            Monitor.PulseAll(_gate);
            return isTaken;
        }
    }

    /// <summary>A chunk has been decoded: it is admitted, and those behind it that have waited for it.</summary>
    private void Admit(long number, BadLines badLines, IRunSink sink)
    {
        lock (_gate)
        {
            ChunkOf(number).IsDecoded = true;
            while (!_isStopped && _admitted < _taken && ChunkOf(_admitted) is { IsDecoded: true } chunk)
            {
                badLines.Add(chunk.Piece);
                _isStopped = badLines.IsStopped || !sink.Admit(chunk.Runs);
                _admitted++;
            }

            Monitor.PulseAll(_gate);
        }
    }

    private void Done(int shard, long number)
    {
        lock (_gate)
        {
            _isBusy[shard] = false;
            _nextOf[shard]++;
            var chunk = ChunkOf(number);
            chunk.ShardsLeft--;
            chunk.IsDecoded = chunk.ShardsLeft > 0;
            Monitor.PulseAll(_gate);
        }
    }

    private void Stop(ExceptionDispatchInfo failure)
    {
        lock (_gate)
        {
            _failure ??= failure;
            _isStopped = true;
            Monitor.PulseAll(_gate);
        }
    }
}
