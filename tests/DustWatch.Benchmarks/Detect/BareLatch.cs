namespace DustWatch.Benchmarks.Detect;

/// <summary>One level of the bare exact loop: on above the limit for long enough, off below 95 % of it for a minute.</summary>
internal struct BareLatch
{
    private const long ClearForMilliseconds = 60_000;

    private long _runStart; // 0: no run
    private bool _isOn;

    /// <summary>Moves it by one evaluation.</summary>
    /// <returns>Whether it went on or off.</returns>
    public bool Step(bool isAbove, bool isBelow, long time, long forMilliseconds)
    {
        if (!(_isOn ? isBelow : isAbove))
        {
            _runStart = 0;
            return false;
        }

        _runStart = _runStart == 0 ? time : _runStart;
        if (time - _runStart < (_isOn ? ClearForMilliseconds : forMilliseconds))
        {
            return false;
        }

        (_isOn, _runStart) = (!_isOn, 0);
        return true;
    }

    /// <summary>The window has ended.</summary>
    /// <returns>Whether it went off.</returns>
    public bool Reset()
    {
        var wasOn = _isOn;
        this = default;
        return wasOn;
    }
}
