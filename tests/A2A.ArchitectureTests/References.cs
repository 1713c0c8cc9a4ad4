using Mono.Cecil;
using Mono.Cecil.Cil;

namespace A2A.ArchitectureTests;

/// <summary>Which types a built assembly's types refer to, read from its IL.</summary>
internal sealed class References : IDisposable
{
    private readonly AssemblyDefinition _assembly;

    public References(string assembly) =>
        _assembly = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"));

    /// <summary>The assemblies that it refers to.</summary>
    public IEnumerable<string> Assemblies => _assembly.MainModule.AssemblyReferences.Select(reference => reference.Name);

    /// <summary>Pairs of a type's namespace and the namespace of a type that it uses; nested types count as their outermost.</summary>
    public IEnumerable<(string From, string To)> Namespaces() => _assembly.MainModule.GetTypes()
        .SelectMany(type => UsedBy(type).Select(used => (NamespaceOf(type), NamespaceOf(used))))
        .Distinct();

    /// <summary>The types that are written in a file of their own or beside another one: no nested types, and none that a compiler made.</summary>
    public IEnumerable<TypeDefinition> Types() => _assembly.MainModule.Types
        .Where(type => !type.Name.Contains('<', StringComparison.Ordinal) && type.Name != "Program"
            && !type.Namespace.StartsWith("Lf.", StringComparison.Ordinal) // made by protoc, and named by the specification
            && !type.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "CompilerGeneratedAttribute" or "EmbeddedAttribute" or "GeneratedCodeAttribute"));

    /// <summary>The values of the constants of that name, whatever type they are in.</summary>
    public IEnumerable<string> Constants(string name) => _assembly.MainModule.GetTypes()
        .SelectMany(type => type.Fields)
        .Where(field => field.HasConstant && field.Name == name)
        .Select(field => (string)field.Constant);

    public void Dispose() => _assembly.Dispose();

    private static string NamespaceOf(TypeReference type)
    {
        var outermost = type.GetElementType();
        while (outermost.DeclaringType is { } outer)
        {
            outermost = outer;
        }

        return outermost.Namespace;
    }

    private static IEnumerable<TypeReference> UsedBy(TypeDefinition type) => Declared(type)
        .Concat(type.Methods.SelectMany(UsedBy))
        .Where(used => used is not null)
        .SelectMany(Unfold);

    private static IEnumerable<TypeReference> Declared(TypeDefinition type) =>
    [
        .. type.BaseType is null ? [] : new[] { type.BaseType },
        .. type.Interfaces.Select(implemented => implemented.InterfaceType),
        .. type.Fields.Select(field => field.FieldType),
        .. type.CustomAttributes.Select(attribute => attribute.AttributeType),
    ];

    private static IEnumerable<TypeReference> UsedBy(MethodDefinition method) =>
    [
        method.ReturnType,
        .. method.Parameters.Select(parameter => parameter.ParameterType),
        .. method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(UsedBy) : [],
    ];

    private static IEnumerable<TypeReference> UsedBy(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        MethodReference called => [called.DeclaringType, called.ReturnType, .. called is GenericInstanceMethod generic ? generic.GenericArguments : []],
        FieldReference field => [field.DeclaringType, field.FieldType],
        _ => [],
    };

    private static IEnumerable<TypeReference> Unfold(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Unfold).Append(generic.ElementType),
        GenericParameter => [],
        TypeSpecification specification => Unfold(specification.ElementType),
        _ => [type],
    };
}
