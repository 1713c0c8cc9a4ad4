namespace A2A.Bench.Results;

/// <summary>What one scenario found: figures by row and column, one value for each round.</summary>
internal sealed class Figures(string id, string title, string about)
{
    private readonly Dictionary<(string Row, string Column), List<double>> _values = [];
    private readonly List<string> _rows = [];
    private readonly List<string> _columns = [];
    private readonly List<(string Name, IReadOnlyList<double> Values)> _ratios = [];
    private readonly List<string> _notes = [];

    public string Id => id;

    public string Title => title;

    /// <summary>What is measured and what is not, for the report.</summary>
    public string About => about;

    public IReadOnlyList<string> Rows => _rows;

    public IReadOnlyList<string> Columns => _columns;

    public IReadOnlyList<(string Name, IReadOnlyList<double> Values)> Ratios => _ratios;

    /// <summary>What is missing and why, and what was not as asked.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Adds the values of one round to a row; those that are not numbers are left out.</summary>
    public void Add(string row, params (string Column, double Value)[] values)
    {
        foreach (var (column, value) in values.Where(value => !double.IsNaN(value.Value)))
        {
            if (!_values.TryGetValue((row, column), out var rounds))
            {
                _values.Add((row, column), rounds = []);
                Keep(_rows, row);
                Keep(_columns, column);
            }

            rounds.Add(value);
        }
    }

    /// <summary>One value a round; empty where the row has none.</summary>
    public IReadOnlyList<double> Of(string row, string column) => _values.GetValueOrDefault((row, column)) ?? [];

    /// <summary>One figure as a multiple of another, round by round.</summary>
    public void AddRatio(string name, IReadOnlyList<double> figure, IReadOnlyList<double> of)
    {
        if (figure.Count > 0 && of.Count > 0)
        {
            _ratios.Add((name, [.. figure.Zip(of, (one, other) => one / other)]));
        }
    }

    /// <summary>A figure of this scenario that belongs among the ratios.</summary>
    public void AddHeadline(string name, IReadOnlyList<double> values) => _ratios.Add((name, values));

    public void Note(string text) => Keep(_notes, text);

    private static void Keep(List<string> list, string text)
    {
        if (!list.Contains(text))
        {
            list.Add(text);
        }
    }
}
