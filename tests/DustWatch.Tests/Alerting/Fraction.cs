using System.Numerics;

namespace DustWatch.Tests.Alerting;

/// <summary>A fraction of whole numbers of any size.</summary>
internal readonly record struct Fraction(BigInteger Numerator, BigInteger Denominator)
{
    public bool IsAbove(BigInteger limit) => Numerator > limit * Denominator;

    public bool IsBelow(BigInteger limit) => Numerator < limit * Denominator;
}
