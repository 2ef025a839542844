using System.Buffers.Binary;
using System.Numerics;

namespace DustWatch.Measurements;

/// <summary>Things found by a UTF-8 text as it came from a wire, without making a string of it: by a hash of its bytes, and a comparison of all of them. Immutable; any thread.</summary>
/// <typeparam name="T">What is found.</typeparam>
public sealed class Utf8Index<T>
    where T : class
{
    private const int SlotsEachKey = 2;
    private const ulong HashFactor = 0x9E37_79B9_7F4A_7C15; // 2^64 over the golden ratio

    private readonly Slot[] _slots; // [hash], and on to the next while it is another's
    private readonly int _shift; // what is left of a hash is a slot

    /// <summary>Makes the index.</summary>
    /// <param name="items">Each with its text; of two with the same text the first is found.</param>
    public Utf8Index(IReadOnlyCollection<(byte[] Key, T Item)> items)
    {
        var bits = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)((items.Count + 1) * SlotsEachKey)));
        _slots = new Slot[1 << bits];
        _shift = 64 - bits;
        foreach (var (key, item) in items)
        {
            var hash = HashOf(key);
            var at = SlotOf(hash, key);
            if (_slots[at].Key is null)
            {
                _slots[at] = new Slot(hash, key, item);
            }
        }
    }

    /// <summary>What has exactly these bytes as its text; null when nothing has. Does not allocate.</summary>
    public T? Find(ReadOnlySpan<byte> key) => _slots[SlotOf(HashOf(key), key)].Item;

    /// <summary>The slot of this key, or the free one where it would stand.</summary>
    private int SlotOf(ulong hash, ReadOnlySpan<byte> key)
    {
        var at = (int)(hash >> _shift);
        while (true)
        {
            ref readonly var slot = ref _slots[at];
            if (slot.Key is null || (slot.Hash == hash && key.SequenceEqual(slot.Key)))
            {
                return at;
            }

            at = (at + 1) & (_slots.Length - 1);
        }
    }

    /// <summary>Eight bytes at a time, the last of them perhaps a second time; the slot is taken from the upper bits, which a product mixes best.</summary>
    private static ulong HashOf(ReadOnlySpan<byte> key)
    {
        unchecked
        {
            var hash = (ulong)key.Length * HashFactor;
            if (key.Length < sizeof(ulong))
            {
                foreach (var character in key)
                {
                    hash = (hash ^ character) * HashFactor;
                }

                return hash;
            }

            for (var rest = key; rest.Length > sizeof(ulong); rest = rest[sizeof(ulong)..])
            {
                hash = (BitOperations.RotateLeft(hash, 27) ^ BinaryPrimitives.ReadUInt64LittleEndian(rest)) * HashFactor;
            }

            return (BitOperations.RotateLeft(hash, 27) ^ BinaryPrimitives.ReadUInt64LittleEndian(key[^sizeof(ulong)..])) * HashFactor;
        }
    }

    private readonly record struct Slot(ulong Hash, byte[]? Key, T? Item);
}
