using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Operators;

/// <summary>The operator behind <see cref="ExceedanceOperators"/> and <see cref="VerdictOperators"/>: state lives in the sink, one for each subscription.</summary>
/// <typeparam name="TIn">A sample or a batch of samples.</typeparam>
/// <typeparam name="TOut">What is told of all that is found.</typeparam>
internal sealed class DetectOperator<TIn, TOut>(
    IObservable<TIn> source,
    Registry registry,
    RuleSet? rules,
    IObservable<Instant> ticks,
    Action<DetectOperator<TIn, TOut>.Sink, TIn> take,
    Func<Findings, List<TOut>> choose) : IObservable<TOut>
{
    public IDisposable Subscribe(IObserver<TOut> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var sink = new Sink(observer, registry, rules, take, choose);
        sink.Run(source, ticks);
        return sink;
    }

    /// <summary>One subscription.</summary>
    internal sealed class Sink(IObserver<TOut> observer, Registry registry, RuleSet? rules, Action<Sink, TIn> take, Func<Findings, List<TOut>> choose) : IObserver<TIn>, IDisposable
    {
        private readonly SampleGate _gate = new();
        private readonly Findings _output = new();
        private readonly System.Reactive.Disposables.CompositeDisposable _sources = [];

        private Detector? _detector;
        private Instant? _now; // the last tick
        private bool _isStopped;

        public void Run(IObservable<TIn> source, IObservable<Instant> ticks)
        {
            _sources.Add(ticks.Subscribe(Tick, OnError, static () => { }));
            _sources.Add(source.Subscribe(this));
        }

        /// <summary>Judges a sample and passes on what has come out.</summary>
        public void Take(in Sample sample)
        {
            if (_now is not null || _detector?.TryTakeCalm(sample) != true)
            {
                Take([sample]);
            }
        }

        /// <summary>Judges samples and passes on what has come out.</summary>
        public void Take(ReadOnlySpan<Sample> samples)
        {
            if (samples.IsEmpty || (_detector ?? Begin(_now ?? EarliestOf(samples))) is not { } detector)
            {
                return;
            }

            if (_now is { } arrival)
            {
                detector.OnSamples(samples, arrival, _output);
            }
            else
            {
                detector.OnSamples(samples, _output);
            }

            HandOver();
        }

        public void OnNext(TIn value)
        {
            var isNested = _gate.EnterSample();
            try
            {
                if (!_isStopped)
                {
                    take(this, value);
                }
            }
            finally
            {
                _gate.LeaveSample(isNested);
            }
        }

        public void OnError(Exception error)
        {
            var isNested = _gate.Enter();
            try
            {
                if (Stop())
                {
                    observer.OnError(error);
                }
            }
            finally
            {
                _gate.Leave(isNested);
            }
        }

        public void OnCompleted()
        {
            var isNested = _gate.Enter();
            try
            {
                if (_now is null && _detector is not null && !_isStopped)
                {
                    _detector.Finish(_detector.Latest, _output);
                    HandOver();
                }

                if (Stop())
                {
                    observer.OnCompleted();
                }
            }
            finally
            {
                _gate.Leave(isNested);
            }
        }

        public void Dispose()
        {
            var isNested = _gate.Enter();
            try
            {
                Stop();
            }
            finally
            {
                _gate.Leave(isNested);
            }
        }

        private static Instant EarliestOf(ReadOnlySpan<Sample> samples)
        {
            var earliest = samples[0].Time;
            foreach (ref readonly var sample in samples)
            {
                earliest = Instant.Min(earliest, sample.Time);
            }

            return earliest;
        }

        private void Tick(Instant now)
        {
            var isNested = _gate.Enter();
            try
            {
                if (_isStopped)
                {
                    return;
                }

                _now = now;
                Begin(now)?.OnTick(now, _output);
                HandOver();
            }
            finally
            {
                _gate.Leave(isNested);
            }
        }

        /// <summary>The detector; null when this registry cannot be judged, which the observer then knows.</summary>
        private Detector? Begin(Instant watchingSince)
        {
            try
            {
                return _detector ??= new Detector(registry, rules, watchingSince);
            }
            catch (ArgumentException exception)
            {
                OnError(exception);
                return null;
            }
        }

        /// <summary>Passes on what has come out. An observer that throws is let go of, and nobody else hears of it.</summary>
        private void HandOver()
        {
            if (_output.IsEmpty)
            {
                return;
            }

            try
            {
                foreach (var found in choose(_output))
                {
                    if (_isStopped)
                    {
                        return;
                    }

                    observer.OnNext(found);
                }
            }
            catch (Exception)
            {
                Stop();
            }
            finally
            {
                _output.Clear();
            }
        }

        /// <summary>Ends the subscription and frees its state; false when it had ended before.</summary>
        private bool Stop()
        {
            if (_isStopped)
            {
                return false;
            }

            _isStopped = true;
            _detector = null;
            _sources.Dispose();
            return true;
        }
    }
}
