using System.Runtime.CompilerServices;

namespace DustWatch.Alerting.Detection;

/// <summary>The values of an even <see cref="IntervalBlock"/>, or those that await to become one: a cache line.</summary>
[InlineArray(IntervalBlock.Count)]
internal struct BlockValues
{
    private int _first;
}
