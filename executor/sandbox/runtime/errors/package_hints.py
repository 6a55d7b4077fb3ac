"""Hints about missing modules: which modules are installed, and what to use instead."""

import difflib
import importlib.metadata
import importlib.util
import sys
from typing import List

#: Installation tools, and a driver without its manager.
EXCLUDED = {'pip', 'setuptools', 'pkg_resources', 'wheel', 'adbc_driver_duckdb'}

#: Missing modules that programs often import, separated by spaces, and their replacements. None: needs the network.
ALTERNATIVES = {
    'xgboost lightgbm catboost': 'HistGradientBoostingClassifier and HistGradientBoostingRegressor of sklearn.ensemble',
    'torch tensorflow keras jax flax': 'MLPClassifier and MLPRegressor of sklearn.neural_network',
    'imblearn': "class_weight='balanced' of scikit-learn",
    'shap lime eli5': 'permutation_importance and PartialDependenceDisplay of sklearn.inspection',
    'umap hdbscan kmodes pyclustering': 'TSNE of sklearn.manifold, HDBSCAN and KMeans of sklearn.cluster',
    'optuna hyperopt skopt': 'RandomizedSearchCV and HalvingRandomSearchCV of scikit-learn',
    'category_encoders feature_engine': 'OneHotEncoder, OrdinalEncoder and TargetEncoder of sklearn.preprocessing',
    'prophet fbprophet pmdarima neuralprophet sktime darts tbats arch': 'ARIMA, SARIMAX, ETSModel and STL of statsmodels.tsa',
    'lifelines sksurv': 'SurvfuncRight and PHReg of statsmodels.duration',
    'pingouin scikit_posthocs linearmodels': 'scipy.stats and statsmodels',
    'polars dask modin pyspark vaex cudf datatable pandasql pandas_profiling ydata_profiling sweetviz': 'pandas and duckdb',
    'sqlalchemy psycopg psycopg2 redshift_connector pg8000 asyncpg pymysql pyodbc boto3 botocore awswrangler s3fs '
    'fsspec snowflake pymongo': 'query(sql) of interpreter, the only access to the warehouse',
    'requests httpx aiohttp urllib3 yfinance pandas_datareader wget selenium scrapy openai anthropic langchain': None,
    'xlsxwriter xlrd xlwt pyxlsb odf': 'openpyxl, as df.to_excel("table.xlsx", engine="openpyxl")',
    'fastparquet tables h5py': 'pyarrow, as df.to_parquet("table.parquet")',
    'reportlab fpdf docx pptx weasyprint': 'PdfPages of matplotlib.backends.backend_pdf, or an HTML file',
    'altair bokeh holoviews hvplot plotnine pygal chart_studio pyecharts': 'matplotlib, seaborn and plotly',
    'geopandas folium shapely cartopy contextily geopy mpl_finance mplfinance squarify wordcloud networkx venn '
    'matplotlib_venn upsetplot': 'matplotlib and plotly',
    'kaleido orca': 'fig.write_html() of plotly, or matplotlib for a PNG',
    'nltk spacy textblob gensim transformers langdetect vaderSentiment': 'CountVectorizer and TfidfVectorizer of '
    'sklearn.feature_extraction.text, and re',
    'sympy mpmath numba cython cupy': 'numpy and scipy',
    'cv2 imageio skimage': 'PIL, numpy and scipy.ndimage',
    'missingno': 'df.isna() with seaborn.heatmap',
    'tqdm rich termcolor colorama prettytable': 'print(), and df.to_markdown() for tables',
    'IPython ipywidgets itables notebook google': 'print(), answer() and files: this is not a notebook',
    'pytz': 'zoneinfo of the standard library',
    'psutil memory_profiler line_profiler': 'resource and time of the standard library',
    'yaml toml ujson orjson simplejson': 'json and tomllib of the standard library',
    'pendulum arrow': 'datetime and pandas.Timestamp',
    'fuzzywuzzy rapidfuzz thefuzz Levenshtein jellyfish': 'difflib of the standard library',
    'statsmodel': 'statsmodels',
    'scikit_learn': 'sklearn',
    'pd': 'pandas',
    'np': 'numpy',
    'plt': 'matplotlib.pyplot',
    'sns': 'seaborn',
    'Image pillow': 'PIL',
}


def modules() -> List[str]:
    """Importable modules outside the standard library, from the metadata of the installed packages."""
    names = importlib.metadata.packages_distributions()
    return sorted((name for name in names if _is_public(name)), key=str.casefold)


def _is_public(name: str) -> bool:
    if not name.isidentifier() or name.startswith('_') or name in EXCLUDED:
        return False
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def hint_for(name: str) -> str:
    """name: of the missing module, which may be a submodule; empty if unknown."""
    top = name.split('.')[0].replace('-', '_')
    installed = modules()
    sentences = [
        'Nothing can be installed here. The available modules, in addition to the standard library, are: '
        f'{", ".join(installed)}.'
    ]
    if top in installed:
        return f'The package {top} is installed, but has no {name}.' if '.' in name else sentences[0]
    match = next((names for names in ALTERNATIVES if top in names.split()), None)
    if top in sys.stdlib_module_names:
        return f'{top} belongs to the standard library, but the image does not have it.'
    candidates = [*installed, 'interpreter', *sys.stdlib_module_names]
    similar = difflib.get_close_matches(top, candidates, 1, 0.75) if top else []
    if match:
        alternative = ALTERNATIVES[match]
        needs_network = f'{top} has no replacement, because there is no network.'
        sentences.append(f'Instead of {top}, use {alternative}.' if alternative else needs_network)
    elif similar:
        sentences.append(f'Did you mean {similar[0]}?')
    return ' '.join(sentences)
