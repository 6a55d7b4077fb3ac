import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../../local/setup/paths';

/** An SDK command that the code creates: `PutObjectCommand` of `client-s3`. */
export interface SdkCall {
  readonly client: string;
  readonly command: string;
  /** Kinds of writes in a transaction: `Put`, `ConditionCheck` … */
  readonly writes: readonly string[];
}

/** The SDK calls and events of an entry file. */
export interface Effects {
  readonly calls: readonly SdkCall[];
  /** Detail types of the events that it creates. */
  readonly events: readonly string[];
}

/**
 * Finds the SDK commands that are reachable from entry files. A port's method counts only if it is called: the whole
 * adapter is bundled, but its other methods need no permission.
 */
export class SdkCalls {
  private readonly program: ts.Program;
  private readonly checker: ts.TypeChecker;

  constructor(entries: readonly string[]) {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    this.program = ts.createProgram(
      entries.map((entry) => join(root, entry)),
      { ...options, types: ['node'] },
    );
    this.checker = this.program.getTypeChecker();
  }

  from(entry: string): Effects {
    const file = this.program.getSourceFile(join(root, entry));
    if (!file) throw new Error(`There is no ${entry}.`);
    return new Walk(this.checker).from(file);
  }
}

class Walk {
  private readonly seen = new Set<ts.Node>();
  private readonly called = new Set<ts.Node>();
  /** Signature in a port → implementations that were found but not called yet. */
  private readonly uncalled = new Map<ts.Node, ts.Node[]>();
  private readonly calls = new Map<string, SdkCall>();

  constructor(private readonly checker: ts.TypeChecker) {}

  private readonly events = new Set<string>();

  from(file: ts.SourceFile): Effects {
    this.visitAll(file);
    const handler = this.checker.getSymbolAtLocation(file)?.exports?.get('handler' as ts.__String);
    this.follow(handler, file);
    return { calls: [...this.calls.values()], events: [...this.events].sort() };
  }

  private visit(node: ts.Node): void {
    if (this.seen.has(node) || ts.isTypeNode(node)) return;
    this.seen.add(node);
    if (ts.isNewExpression(node)) this.addCommand(node);
    if (ts.isPropertyAccessExpression(node) && node.name.text === 'create') this.addEvent(node.expression);
    if (ts.isIdentifier(node)) this.follow(this.checker.getSymbolAtLocation(node), node);
    if (ts.isShorthandPropertyAssignment(node)) this.follow(this.checker.getShorthandAssignmentValueSymbol(node), node);
    if (ts.isBindingElement(node)) this.followBinding(node);
    if (ts.isObjectLiteralExpression(node)) for (const property of node.properties) this.visitMember(node, property);
    else this.visitAll(node);
  }

  private visitAll(parent: ts.Node): void {
    ts.forEachChild(parent, (child) => {
      if (!isNamedFunction(child)) this.visit(child);
    });
  }

  /** Defers a member that implements a port's method until the method is called. */
  private visitMember(literal: ts.ObjectLiteralExpression, member: ts.ObjectLiteralElementLike): void {
    const name = member.name && ts.isIdentifier(member.name) ? member.name.text : undefined;
    const signature = name && this.checker.getContextualType(literal)?.getProperty(name)?.declarations?.[0];
    if (!signature || !isOurs(signature) || !isSignature(signature) || !this.isFunction(member)) {
      this.visit(member);
    } else if (this.called.has(signature)) {
      this.visit(member);
    } else {
      this.uncalled.set(signature, [...(this.uncalled.get(signature) ?? []), member]);
    }
  }

  private isFunction(member: ts.ObjectLiteralElementLike): boolean {
    return this.checker.getTypeAtLocation(member).getCallSignatures().length > 0;
  }

  private follow(symbol: ts.Symbol | undefined, from: ts.Node): void {
    const original = symbol && symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    for (const declaration of original?.declarations ?? []) {
      if (!isOurs(declaration) || declaration === from.parent) continue;
      if (isSignature(declaration)) this.call(declaration);
      else if (!ts.isSourceFile(declaration) && !ts.isParameter(declaration)) this.visit(declaration);
    }
  }

  /** `const { read } = objects` and `({ jobs }) =>` access members like `objects.read`. */
  private followBinding(element: ts.BindingElement): void {
    const name = element.propertyName ?? element.name;
    if (!ts.isIdentifier(name)) return;
    const type = this.checker.getTypeAtLocation(element.parent);
    this.follow(type.getProperty(name.text), element);
  }

  private call(signature: ts.Node): void {
    if (this.called.has(signature)) return;
    this.called.add(signature);
    for (const body of this.uncalled.get(signature) ?? []) this.visit(body);
  }

  private addEvent(contract: ts.Expression): void {
    const type = this.checker.getTypeAtLocation(contract).getProperty('detailType');
    const name = type && this.checker.getTypeOfSymbol(type);
    if (name?.isStringLiteral()) this.events.add(name.value);
  }

  private addCommand(node: ts.NewExpression): void {
    const command = node.expression.getText();
    const symbol = this.checker.getSymbolAtLocation(node.expression);
    const source = symbol?.declarations?.[0];
    const clause = source && ts.findAncestor(source, ts.isImportDeclaration);
    const client = /^@aws-sdk\/(client-.+)$/.exec((clause?.moduleSpecifier as ts.StringLiteral)?.text ?? '')?.[1];
    if (!client || !command.endsWith('Command')) return;
    const writes = this.calls.get(command)?.writes ?? [];
    this.calls.set(command, { client, command, writes: [...new Set([...writes, ...writesIn(node)])].sort() });
  }
}

/** A function that runs only if something refers to its name. */
const isNamedFunction = (node: ts.Node): boolean =>
  ts.isImportDeclaration(node) ||
  ts.isFunctionDeclaration(node) ||
  (ts.isVariableDeclaration(node) && !!node.initializer && ts.isFunctionLike(node.initializer));

const isOurs = (node: ts.Node): boolean => !node.getSourceFile().fileName.includes('node_modules');

const isSignature = (node: ts.Node): boolean => ts.isMethodSignature(node) || ts.isPropertySignature(node);

function writesIn(node: ts.Node): string[] {
  const writes: string[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isPropertyAssignment(inner) && /^(Put|Update|Delete|ConditionCheck)$/.test(inner.name.getText())) {
      writes.push(inner.name.getText());
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return writes;
}
