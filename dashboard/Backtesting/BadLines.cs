using DustWatch.Ingest.Decoding;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>
/// Says which lines were bad, in the order of files and lines, though several cores read them: what is found in a later segment waits until those before it
/// have been read, as only then its line's number is known. Any thread.
/// </summary>
/// <param name="segments">In the order of files and lines.</param>
/// <param name="isStrict">Whether the first ends it.</param>
/// <param name="progress">Lines for a person go here.</param>
internal sealed class BadLines(IReadOnlyList<CsvSegment> segments, bool isStrict, BacktestProgress progress)
{
    private readonly Lock _gate = new();
    private readonly List<BadLine>?[] _waiting = new List<BadLine>?[segments.Count]; // [segment]
    private readonly long[] _lines = Enumerable.Repeat(-1L, segments.Count).ToArray(); // [segment], -1 until it has been read
    private int _current; // the first that has not been read
    private long _linesBefore; // of the current segment, in its file

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>Whether nothing further is to be read.</summary>
    public bool IsStopped => isStrict && Count > 0;

    /// <summary>Takes a bad line of a segment, numbered within it.</summary>
    public void Add(int segment, BadLine line)
    {
        lock (_gate)
        {
            if (segment == _current)
            {
                Say(segment, line);
            }
            else
            {
                (_waiting[segment] ??= []).Add(line);
            }
        }
    }

    /// <summary>A segment has been read.</summary>
    /// <param name="segment">Its number.</param>
    /// <param name="lines">Lines that it had, its repeated header included.</param>
    public void Complete(int segment, long lines)
    {
        lock (_gate)
        {
            _lines[segment] = lines;
            while (_current < segments.Count && _lines[_current] >= 0)
            {
                var isSameFile = _current + 1 < segments.Count && segments[_current + 1].Start > 0;
                _linesBefore = isSameFile ? _linesBefore + _lines[_current] - HeaderLinesOf(_current) : 0;
                _current++;
                if (_current < segments.Count)
                {
                    _waiting[_current]?.ForEach(line => Say(_current, line));
                    _waiting[_current] = null;
                }
            }
        }
    }

    private int HeaderLinesOf(int segment) => segments[segment].Start > 0 ? 1 : 0;

    private void Say(int segment, BadLine line)
    {
        var number = line.Line - HeaderLinesOf(segment);
        if (number > 0 && !IsStopped) // a repeated header that is bad was said where it stands
        {
            progress.Say((line with { Line = _linesBefore + number }).ToString());
            Count++;
        }
    }
}
