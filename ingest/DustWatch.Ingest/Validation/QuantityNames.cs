using System.Text;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Validation;

/// <summary>The names a device may use: its own (the profile's <c>map</c>) first, then everybody's.</summary>
internal sealed class QuantityNames
{
    /// <summary>For devices without names of their own.</summary>
    public static readonly QuantityNames Default = new(new Dictionary<string, Quantity>());

    private readonly byte[][] _own; // [name]
    private readonly Quantity[] _quantities; // [name]

    public QuantityNames(IReadOnlyDictionary<string, Quantity> map)
    {
        _own = [.. map.Keys.Select(Encoding.UTF8.GetBytes)];
        _quantities = [.. map.Values];
        Keys = new QuantityKeys([.. _own.Zip(_quantities), .. Quantities.All.Select(q => (Encoding.UTF8.GetBytes(Quantities.NameOf(q)), q))]);
    }

    /// <summary>The same names, those that are short and plain, for the JSON scanner.</summary>
    public QuantityKeys Keys { get; }

    /// <summary>Finds a quantity by the name in UTF-8, without allocating.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, out Quantity quantity)
    {
        for (var i = 0; i < _own.Length; i++)
        {
            if (name.SequenceEqual(_own[i]))
            {
                quantity = _quantities[i];
                return true;
            }
        }

        return Quantities.TryFind(name, out quantity);
    }
}
