using System.Numerics;
using System.Runtime.Intrinsics;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Validation;

/// <summary>
/// Names of quantities as JSON has them between its quotation marks, found without a loop over their bytes. A key is a name and the mark that ends it in 16 bytes,
/// with zeros behind the mark, so that names of different lengths differ; it is found by a hash and compared at once. Names above 15 bytes, and those that JSON can hold
/// only escaped, are not here. Immutable.
/// </summary>
internal sealed class QuantityKeys
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = 16;

    private const int SlotsEachName = 4;
    private const ulong HashFactor = 0x9E37_79B9_7F4A_7C15; // 2^64 over the golden ratio

    private readonly Slot[] _slots; // [hash], and on to the next while it is another's
    private readonly int _shift; // what is left of a hash is a slot

    /// <param name="names">UTF-8; of two equal ones the first counts.</param>
    public QuantityKeys(IReadOnlyList<(byte[] Name, Quantity Quantity)> names)
    {
        var bits = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)((names.Count + 1) * SlotsEachName)));
        _slots = new Slot[1 << bits];
        _shift = 64 - bits;
        Span<byte> key = stackalloc byte[KeyBytes];
        foreach (var (name, quantity) in names)
        {
            if (IsPlain(name))
            {
                key.Clear();
                name.CopyTo(key);
                key[name.Length] = (byte)'"';
                Add(Vector128.Create<byte>(key), name.Length, Quantities.Of(quantity));
            }
        }
    }

    /// <summary>What is fixed about the quantity of this name; null when there is none.</summary>
    /// <param name="key">See above.</param>
    /// <param name="nameBytes">Length of the name, without the mark.</param>
    public QuantityTraits? Find(Vector128<byte> key, int nameBytes)
    {
        for (var at = SlotOf(key, nameBytes); ; at = unchecked(at + 1) & (_slots.Length - 1))
        {
            ref readonly var slot = ref _slots[at];
            if (slot.Key == key || slot.Traits is null)
            {
                return slot.Traits;
            }
        }
    }

    /// <summary>Whether a JSON string may hold these bytes as they are, and a key can.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and < KeyBytes && !name.ContainsAnyInRange((byte)0x00, (byte)0x1F) && !name.ContainsAny((byte)'"', (byte)'\\');

    private void Add(Vector128<byte> key, int nameBytes, QuantityTraits traits)
    {
        var at = SlotOf(key, nameBytes);
        while (_slots[at].Traits is not null && _slots[at].Key != key)
        {
            at = (at + 1) & (_slots.Length - 1);
        }

        if (_slots[at].Traits is null)
        {
            _slots[at] = new Slot(key, traits);
        }
    }

    // Names that begin alike differ in length, mostly.
    private int SlotOf(Vector128<byte> key, int nameBytes) => unchecked((int)(((key.AsUInt64().ToScalar() + (ulong)nameBytes) * HashFactor) >> _shift));

    private readonly record struct Slot(Vector128<byte> Key, QuantityTraits? Traits);
}
