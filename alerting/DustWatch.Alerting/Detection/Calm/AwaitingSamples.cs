using System.Runtime.CompilerServices;

namespace DustWatch.Alerting.Detection.Calm;

/// <summary>Samples that await beside what each sample looks at: 8 bytes each, which takes no other cache line for seven of eight.</summary>
[InlineArray(Capacity)]
internal struct AwaitingSamples
{
    public const int Capacity = 16;

    private AwaitingSample _first;
}
