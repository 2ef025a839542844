using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Operators;

/// <summary>The operator behind <see cref="ExceedanceOperators"/>: state lives in the sink, one for each subscription.</summary>
/// <typeparam name="T">A sample or a batch of samples.</typeparam>
internal sealed class DetectExceedances<T>(
    IObservable<T> source,
    Registry registry,
    RuleSet? rules,
    IObservable<Instant> ticks,
    Action<DetectExceedances<T>.Sink, T> take) : IObservable<Transition>
{
    public IDisposable Subscribe(IObserver<Transition> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var sink = new Sink(observer, registry, rules, take);
        sink.Run(source, ticks);
        return sink;
    }

    /// <summary>One subscription.</summary>
    internal sealed class Sink(IObserver<Transition> observer, Registry registry, RuleSet? rules, Action<Sink, T> take) : IObserver<T>, IDisposable
    {
        private readonly Lock _gate = new();
        private readonly Findings _output = new();
        private readonly System.Reactive.Disposables.CompositeDisposable _sources = [];

        private Detector? _detector;
        private Instant? _now; // the last tick
        private Instant _latest = Instant.Never;
        private bool _isStopped;

        public void Run(IObservable<T> source, IObservable<Instant> ticks)
        {
            _sources.Add(ticks.Subscribe(Tick, OnError, static () => { }));
            _sources.Add(source.Subscribe(this));
        }

        public void Take(ReadOnlySpan<Sample> samples)
        {
            if (samples.IsEmpty)
            {
                return;
            }

            foreach (ref readonly var sample in samples)
            {
                _latest = Instant.Max(_latest, sample.Time);
            }

            _detector ??= new Detector(registry, rules, _now ?? EarliestOf(samples));
            if (_now is { } arrival)
            {
                _detector.OnSamples(samples, arrival, _output);
            }
            else
            {
                _detector.OnSamples(samples, _output);
            }
        }

        public void OnNext(T value)
        {
            lock (_gate)
            {
                if (!_isStopped)
                {
                    take(this, value);
                    HandOver();
                }
            }
        }

        public void OnError(Exception error)
        {
            lock (_gate)
            {
                if (Stop())
                {
                    observer.OnError(error);
                }
            }
        }

        public void OnCompleted()
        {
            lock (_gate)
            {
                if (_now is null && _detector is not null && !_isStopped)
                {
                    _detector.Finish(_latest, _output);
                    HandOver();
                }

                if (Stop())
                {
                    observer.OnCompleted();
                }
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                Stop();
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
            lock (_gate)
            {
                if (_isStopped)
                {
                    return;
                }

                _now = now;
                _detector ??= new Detector(registry, rules, now);
                _detector.OnTick(now, _output);
                HandOver();
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
                foreach (var transition in _output.Transitions)
                {
                    if (_isStopped)
                    {
                        return;
                    }

                    observer.OnNext(transition);
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
