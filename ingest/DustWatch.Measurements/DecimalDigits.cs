namespace DustWatch.Measurements;

/// <summary>The significant digits of a decimal number as they are read: 18 of them exactly, the rest as one sticky mark.</summary>
internal struct DecimalDigits
{
    private const int DigitsMaximum = 18;

    private long _digits;
    private int _count;
    private int _exponent; // value = digits · 10^exponent, and a little more when _isMore
    private bool _isMore;

    public void Add(int digit, bool isFraction)
    {
        if (_count == DigitsMaximum)
        {
            _isMore |= digit != 0;
            _exponent += isFraction ? 0 : 1;
            return;
        }

        _digits = (_digits * 10) + digit;
        _count += _digits == 0 ? 0 : 1;
        _exponent -= isFraction ? 1 : 0;
    }

    /// <summary>digits · 10^<paramref name="shift"/> as a whole number, half to even; <see cref="long.MaxValue"/> when it does not fit.</summary>
    public readonly long Round(int shift)
    {
        var exponent = _exponent + shift;
        var value = _digits;
        if (value == 0)
        {
            return 0;
        }

        for (; exponent > 0; exponent--)
        {
            if (value > long.MaxValue / 10)
            {
                return long.MaxValue;
            }

            value *= 10;
        }

        var isMore = _isMore;
        var last = 0L; // the digit just dropped
        for (; exponent < 0 && (value != 0 || last != 0); exponent++)
        {
            isMore |= last != 0;
            (value, last) = (value / 10, value % 10);
        }

        if (exponent < 0)
        {
            return 0;
        }

        var isUp = last > 5 || (last == 5 && (isMore || (value & 1) == 1));
        return isUp ? value + 1 : value;
    }
}
