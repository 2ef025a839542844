using DustWatch.Alerting.Detection;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>The ring of covered intervals, however its blocks keep them, beside a plain list.</summary>
[TestFixture]
internal sealed class IntervalRingTests
{
    private const int Streams = 300;
    private const int Rounds = 400;

    [Test]
    public void Holds_what_a_list_holds([Range(0, 3)] int part)
    {
        for (var seed = part; seed < Streams; seed += 4)
        {
            var stream = new Stream(seed);
            for (var round = 0; round < Rounds; round++)
            {
                stream.Advance();
                if (round % 8 == 0)
                {
                    stream.Compare();
                }
            }

            stream.CompareJoined();
        }
    }

    [Test]
    public void Sums_of_the_largest_values_over_the_longest_intervals_are_exact()
    {
        const int Interval = 40_000_000; // 53 of them reach 2³¹ ms
        const int Count = 80;
        var ring = new IntervalRing((Count + 1L) * Interval, Interval);
        var (end, expected) = (0L, default(Int128));
        for (var i = 0; i < Count; i++)
        {
            var milliseconds = Interval + (i % 3);
            end += milliseconds;
            ring.Push(end, milliseconds, int.MaxValue, SampleMarks.None);
            expected += (Int128)int.MaxValue * milliseconds;
        }

        var sums = ring.Sum(ring.Tail, ring.Head, Weights.Linear, long.MaxValue);
        Assert.That(ring.Head - ring.Tail, Is.EqualTo(Count));
        Assert.That(sums.Sum, Is.EqualTo(expected));
        Assert.That(sums.Milliseconds, Is.EqualTo(end));
        Assert.That(ring[0].End, Is.EqualTo(Interval));
    }

    /// <summary>A random stream of intervals, kept in both ways. The seed says everything.</summary>
    private sealed class Stream
    {
        private static readonly long[] Intervals = [1_000, 10_000, 300_000, 3_600_000];

        private readonly Random _random;
        private readonly long _interval;
        private readonly long _window;
        private readonly int _seed;
        private readonly int _highest;
        private readonly IntervalRing _ring;
        private readonly List<CoveredInterval> _list = []; // [number]
        private readonly Weights _weights;
        private long _end;
        private long _settled;
        private int _jitter; // ms

        public Stream(int seed)
        {
            (_seed, _random) = (seed, new Random(seed));
            _interval = Intervals[_random.Next(Intervals.Length)];
            _window = _interval * _random.Next(1, 300);
            _weights = _random.Next(2) == 0 ? Weights.Linear : Weights.Energy;
            _highest = !_weights.IsLinear ? 20_000 : _random.Next(2) == 0 ? int.MaxValue : 1_000_000;
            _ring = new IntervalRing(_window, _interval);
            _end = 1_740_960_000_000;
        }

        public void Advance()
        {
            _jitter = OneIn(20) ? _random.Next(3) * (int)(_interval / 100) : _jitter;
            if (OneIn(3) || !_ring.HasPlaces(IntervalBlock.Count))
            {
                Settle();
                _end += OneIn(30) ? _interval * _random.Next(1, 100) : 0;
                var value = OneIn(50) && _weights.IsLinear ? (1L << 31) + _random.Next(100) : Value();
                Take(Length(), value, OneIn(50) ? SampleMarks.Censored : SampleMarks.None);
                _ring.Push(_end, _list[^1].Milliseconds, value, _list[^1].Marks);
                _settled = _list.Count;
            }
            else
            {
                Await();
            }

            if (OneIn(10))
            {
                Settle();
            }
        }

        public void Compare()
        {
            var (tail, head) = (_ring.Tail, _ring.Head);
            Assert.That(head, Is.EqualTo(_list.Count), Text);
            Assert.That(tail, Is.LessThanOrEqualTo(Math.Max(_settled - 1, FirstAfter(0, _end - _window))), Text);
            for (var number = tail; number < head; number++)
            {
                Assert.That(_ring[number], Is.EqualTo(_list[(int)number]), Text);
            }

            for (var i = 0; i < 10; i++)
            {
                var from = _random.NextInt64(tail, head + 1);
                var to = _random.NextInt64(from, head + 1);
                var edge = _random.NextInt64(_end - _window - _interval, _end + 2);
                edge = OneIn(2) && from < head ? _ring[from].End + _random.Next(-1, 2) : edge;
                Assert.That(_ring.FirstAfter(from, edge), Is.EqualTo(FirstAfter(from, edge)), Text);
                var over = OneIn(2) ? _random.Next(_highest) : long.MaxValue;
                Assert.That(_ring.Sum(from, to, _weights, over), Is.EqualTo(Sum(from, to, over)), Text);
                CompareRuns(from, to);
            }
        }

        public void CompareJoined()
        {
            var newer = new IntervalRing(_window, _interval);
            var since = _random.Next(_list.Count);
            foreach (var interval in _list.Skip(since))
            {
                newer.Push(interval.End, interval.Milliseconds, interval.Value, interval.Marks);
            }

            var joined = IntervalRing.Join(_ring, newer, _window * 2, _interval);
            var oldest = (int)Math.Min(_ring.Tail, since + newer.Tail);
            var kept = _list.Skip(oldest).Where(interval => interval.End > _end - (2 * _window)).ToList();
            Assert.That(joined.Head - joined.Tail, Is.EqualTo(kept.Count), Text);
            Assert.That(Enumerable.Range(0, kept.Count).Select(place => joined[joined.Tail + place]), Is.EqualTo(kept), Text);
        }

        private void CompareRuns(long from, long to)
        {
            if (from == to || _ring.RunFrom(from, to) is not { Values.IsEmpty: false } run)
            {
                return;
            }

            var expected = _list.Skip((int)from).Take(run.Values.Length).ToList();
            var lengths = new int[run.Values.Length];
            run.CopyLengths(lengths);
            Assert.That(run.Values.ToArray(), Is.EqualTo(expected.Select(interval => interval.Value)), Text);
            Assert.That(lengths, Is.EqualTo(expected.Select(interval => interval.Milliseconds)), Text);
            Assert.That(run.Covered, Is.EqualTo(expected.Sum(interval => (long)interval.Milliseconds)), Text);
            Assert.That(expected, Has.All.Matches<CoveredInterval>(interval => interval.Marks == SampleMarks.None), Text);
        }

        private void Await()
        {
            var count = _random.Next(1, IntervalBlock.Count - _ring.HeadPlace + 1);
            var (values, lengths, isEven, even) = (new int[count], new int[count], OneIn(2), Length());
            for (var i = 0; i < count; i++)
            {
                (values[i], lengths[i]) = (Value(), isEven ? even : Length());
                Take(lengths[i], values[i], SampleMarks.None);
            }

            _ring.Await(isEven ? new IntervalRun(values, even) : new IntervalRun(values, lengths), _end);
        }

        private void Settle()
        {
            if (_settled < _list.Count)
            {
                Assert.That(_ring.TakeAwaiting(), Is.EqualTo((_settled, (long)_list.Count)), Text);
                _ring.TrimToNewest();
                _settled = _list.Count;
            }
        }

        private void Take(int milliseconds, long value, SampleMarks marks)
        {
            _end += milliseconds;
            _list.Add(new CoveredInterval(_end, milliseconds, value, marks));
        }

        private int Value() => (int)_random.NextInt64(0, (long)_highest + 1);

        private int Length() => (int)_interval + _random.Next(-_jitter, _jitter + 1);

        private long FirstAfter(long from, long edge)
        {
            var place = _list.FindIndex((int)from, interval => interval.End > edge);
            return place < 0 ? _list.Count : place;
        }

        private IntervalSums Sum(long from, long to, long over)
        {
            var sums = default(IntervalSums);
            foreach (var interval in _list.Skip((int)from).Take((int)(to - from)))
            {
                sums.Add(_weights, over, interval.Value, interval.Milliseconds);
            }

            return sums;
        }

        private bool OneIn(int n) => _random.Next(n) == 0;

        private string Text() => $"seed {_seed}";
    }
}
